"""`otasuke staff`, on a database and without one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.local.folder import secret
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.web.project.database import prepare_roles
from otasuke.web.project.serving import environment


def invite(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "otasuke", "staff", "invite", *arguments, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The data folder of a service that runs."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        path = Path(name)
        path.chmod(0o755)
        database = Supervisor([Postgres(path).service()], say=lambda _: None)
        database.start()
        try:
            settings = Settings(path)
            prepare_roles(web_logins(settings))
            told = environment(settings, web_logins(settings).owner, secret=secret(path / "web.key.secret"))
            subprocess.run([sys.executable, "-m", "otasuke.web.project.migrate"], env=os.environ | told, check=True)
            yield path
        finally:
            database.stop()


def test_the_first_manager_gets_a_link(folder: Path) -> None:
    made = invite(
        folder, "早瀬 遥", "hayase@naniwa.example", "--role", "manager", "--address", "https://naniwa.example/"
    )

    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("https://naniwa.example/staff/invited/")
    assert "three days" in made.stderr
    with psycopg.connect(web_logins(Settings(folder)).owner.conninfo) as connection:
        found = connection.execute("SELECT name, role FROM accounts_person p JOIN accounts_post ON person_id = p.id")
        assert found.fetchall() == [("早瀬 遥", "manager")]


def test_what_is_no_address_is_refused(folder: Path) -> None:
    refused = invite(folder, "早瀬 遥", "hayase", "--role", "manager")

    assert refused.returncode == 3
    assert "'hayase' is no mail address" in refused.stderr


def test_what_is_no_role_of_staff_is_refused(folder: Path) -> None:
    refused = invite(folder, "早瀬 遥", "hayase@naniwa.example", "--role", "owner")

    assert refused.returncode == 2


def test_a_folder_without_a_web_is_said(tmp_path: Path) -> None:
    refused = invite(tmp_path, "早瀬 遥", "hayase@naniwa.example", "--role", "manager")

    assert refused.returncode == 3
    assert "has no web, and so no staff" in refused.stderr


def test_a_database_that_does_not_run_is_said(tmp_path: Path) -> None:
    secret(tmp_path / "web.key.secret")

    refused = invite(tmp_path, "早瀬 遥", "hayase@naniwa.example", "--role", "manager")

    assert refused.returncode == 5, refused.stderr
    assert "cannot be used" in refused.stderr
