"""The doors that a gateway really opened, for those who look for them: `status`, canaries, tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from otasuke.config import Doors, Listen
from otasuke.lake.durable import write_durably

_NAME = "doors.json"


def write_doors(notes: Path, doors: Doors) -> None:
    """Write down where the doors are, with the ports that they really have."""
    write_durably(notes / _NAME, orjson.dumps(asdict(doors), default=str))


def read_doors(notes: Path) -> Doors | None:
    """Where the doors are; None if no gateway has said so."""
    try:
        content = orjson.loads((notes / _NAME).read_bytes())
        certificate = content["certificate"]
        return Doors(
            http=_listen(content["http"]),
            syslog=_listen(content["syslog"]),
            syslog_tls=_listen(content["syslog_tls"]),
            fluent=_listen(content["fluent"]),
            certificate=None if certificate is None else (Path(certificate[0]), Path(certificate[1])),
        )
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def _listen(content: Mapping[str, object] | None) -> Listen | None:
    return None if content is None else Listen(str(content["host"]), int(str(content["port"])))
