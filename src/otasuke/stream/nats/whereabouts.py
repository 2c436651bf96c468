"""Where an embedded server is: it writes its doors into its data folder, beside the word that lets somebody in."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

SECRET = "nats.secret"  # noqa: S105  # the name of a file
_PORTS = "nats-server_*.ports"


def ports_files(folder: Path) -> list[Path]:
    """The files that servers of this folder wrote."""
    return sorted(folder.glob(_PORTS))


def address_in(folder: Path, *, kind: str) -> str | None:
    """The host and port of one of its doors; None if it does not run."""
    for path in ports_files(folder):
        with suppress(ValueError, KeyError, IndexError, FileNotFoundError):  # not written to the end yet
            return str(json.loads(path.read_text())[kind][0]).split("://")[-1]
    return None


def url_in(folder: Path) -> str | None:
    """How to reach the server of a data folder; None if it does not run."""
    address = address_in(folder, kind="nats")
    if address is None:
        return None
    try:
        word = (folder / SECRET).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return f"nats://{word}@{address}"
