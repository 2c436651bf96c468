"""The folder of a demo, and what its processes are told: nothing of it reaches another machine, or another database."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from otasuke.cli.exits import CliError, Exit
from otasuke.config import DEMO_MARK, USUAL_TWIN_PORT, USUAL_WEB_PORT, usual_demo_folder

_WORDS = "Everything in this folder is a demo's, and invented. `otasuke demo --reset` deletes it and begins anew.\n"
_SHUT = ("SYSLOG", "SYSLOG_TLS", "FLUENT", "METRICS")
_NOT_OURS = (
    *(
        "OTASUKE_DATA",
        "OTASUKE_DATABASE_URL",
        "OTASUKE_NATS_URL",
        "OTASUKE_LAKE_URL",
        "OTASUKE_RULES",
        "OTASUKE_WORKERS",
    ),
    *("OTASUKE_WEB_HOSTS", "OTASUKE_WEB_HTTPS", "OTASUKE_MAIL_HOST", "OTASUKE_MAIL_PORT", "OTASUKE_MAIL_FROM"),
    *("OTASUKE_WEB_URL", "OTASUKE_DKIM_DOMAIN", "OTASUKE_DKIM_SELECTOR", "OTASUKE_DKIM_KEY"),
    *("OTASUKE_TLS_CERTIFICATE", "OTASUKE_TLS_KEY", "OTASUKE_TLS_CLIENTS", "OTASUKE_PROVIDER_MARK"),
)
_CARRIER = "OTASUKE_CARRIER_"
"""Settings of a real service, which a demo takes no notice of."""


def prepare_folder(wanted: Path | None, environment: Mapping[str, str], *, anew: bool) -> Path:
    """The folder, which is a demo's from now on. Raises CliError for one that holds anything else, OSError.

    anew  what an earlier demo left in it is deleted.
    """
    folder = (wanted or usual_demo_folder(environment)).absolute()
    if anew and folder.exists():
        _delete(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DEMO_MARK).exists():
        if any(folder.iterdir()):
            raise _not_a_demos(folder)
        (folder / DEMO_MARK).write_text(_WORDS, encoding="utf-8")
    return folder


def told(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo's processes, made of ours."""
    from otasuke.local.ports import free_port

    listen = environment.get("OTASUKE_WEB_LISTEN")
    if not listen or listen == "off":
        listen = f"127.0.0.1:{free_port(USUAL_WEB_PORT)}"
    kept = {
        name: value for name, value in environment.items() if name not in _NOT_OURS and not name.startswith(_CARRIER)
    }
    twin = environment.get("OTASUKE_CARRIER_TWIN_LISTEN") or f"127.0.0.1:{free_port(USUAL_TWIN_PORT)}"
    shut = {f"OTASUKE_{door}_LISTEN": "off" for door in _SHUT}
    ours = {"OTASUKE_WEB_LISTEN": listen, "OTASUKE_CARRIER_TWIN_LISTEN": twin}
    return {**kept, **shut, "OTASUKE_HTTP_LISTEN": "127.0.0.1:0", **ours}


def _delete(folder: Path) -> None:
    from otasuke.local.folder import is_held

    if not (folder / DEMO_MARK).exists():
        raise _not_a_demos(folder)
    if is_held(folder):
        raise CliError(f"a demo is running in {folder}", hint="End it with Ctrl-C first.")
    shutil.rmtree(folder)


def _not_a_demos(folder: Path) -> CliError:
    return CliError(
        f"{folder} holds something that is no demo",
        hint="Name an empty folder, or one that is not there yet, with --data.",
        exit_code=Exit.USAGE,
    )
