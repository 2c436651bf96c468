"""`otasuke serve web`: bring the database to this version, then become the web server. And the processes beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.web.project.database import Logins


_LOOK_EVERY_S = 0.2


def become_web(settings: Settings) -> None:
    """Prepare, and become the server; does not return. Raises CliError."""
    from otasuke.local.folder import secret
    from otasuke.web.project.serving import command, environment

    _check_is_on(settings)
    _check_is_free(settings)
    chosen = _prepared(settings)
    secret(settings.data_folder / "web.seal.secret")  # with which secrets in the database are sealed
    key = secret(settings.data_folder / "web.key.secret")
    _run("otasuke.web.project.migrate", environment(settings, chosen.owner, secret=key))
    arguments = command(settings)
    os.execve(arguments[0], arguments, os.environ | environment(settings, chosen.member, secret=key))  # noqa: S606  # our own words


def become_arrivals(settings: Settings) -> None:
    """Become the process that writes down which devices came; does not return. Raises CliError."""
    _become(settings, "otasuke.web.sensors.watching")


def become_alerts(settings: Settings) -> None:
    """Become the process that makes incidents and messages of what is found; does not return. Raises CliError."""
    _become(settings, "otasuke.web.flows.watching")


def become_jobs(settings: Settings) -> None:
    """Become the process that does background jobs; does not return. Raises CliError."""
    from otasuke.local.machine import jobs_mark

    _become(settings, "otasuke.web.project.working", str(jobs_mark(settings)))


def become_notify(settings: Settings) -> None:
    """Become the process that brings messages to people; does not return. Raises CliError."""
    from otasuke.local.machine import notify_mark

    _become(settings, "otasuke.web.project.notifying", str(notify_mark(settings)))


def _become(settings: Settings, module: str, *words: str) -> None:
    """Become a process beside the web. It works with the web's secrets, which the web makes when it starts for the first time."""
    from otasuke.web.project.serving import environment

    _check_is_on(settings)
    key = settings.data_folder / "web.key.secret"
    while not key.exists():
        time.sleep(_LOOK_EVERY_S)
    told = environment(settings, web_logins(settings).member, secret=key.read_text(encoding="ascii"))
    arguments = [sys.executable, "-m", module, *words]
    os.execve(arguments[0], arguments, os.environ | told)  # noqa: S606  # our own words


def _check_is_on(settings: Settings) -> None:
    if settings.web is None:
        raise CliError("the web is switched off", hint="OTASUKE_WEB_LISTEN is `off`.", exit_code=Exit.USAGE)


def _check_is_free(settings: Settings) -> None:
    """Whoever has the port would be taken for us by everybody who looks for us there."""
    assert settings.web is not None
    family = socket.AF_INET6 if ":" in settings.web.host else socket.AF_INET
    try:
        with socket.create_server((settings.web.host, settings.web.port), family=family):
            pass
    except OSError as error:
        raise CliError(
            f"the web cannot listen on {settings.web}: {error.strerror}",
            hint="Another program may be there. OTASUKE_WEB_LISTEN names another place, or is `off`.",
            exit_code=Exit.UNWELL,
        ) from error


def web_logins(settings: Settings) -> Logins:
    """How to sign in to the database of the web."""
    from otasuke.local.folder import secret
    from otasuke.local.postgres import Postgres
    from otasuke.web.project.database import logins

    folder = settings.data_folder
    return logins(
        settings.database_url or Postgres(folder).url,
        owner_password=secret(folder / "web.owner.secret"),
        member_password=secret(folder / "web.member.secret"),
    )


def _prepared(settings: Settings) -> Logins:
    import psycopg

    from otasuke.web.project.database import prepare_roles

    chosen = web_logins(settings)
    try:
        prepare_roles(chosen)
    except psycopg.Error as error:
        raise CliError(
            f"the database cannot be prepared for the web: {str(error).strip()}",
            hint="The account of OTASUKE_DATABASE_URL must be allowed to make roles and databases.",
            exit_code=Exit.UNWELL,
        ) from error
    return chosen


def _run(module: str, told: dict[str, str]) -> None:
    ended = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-m", module], env=os.environ | told, check=False
    )
    if ended.returncode != 0:
        raise CliError(
            "the tables of the web cannot be brought to this version; its words are above", exit_code=Exit.UNWELL
        )
