"""What a shipper knows across restarts."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otasuke.shipping.disk import write_durably
from otasuke.shipping.followed import Followed, from_json, to_json

_NAME = "state.json"
_VERSION = 1
_SHIPPER = re.compile(r"[0-9a-f]{16}")


class BadState(ValueError):
    """What is kept in the state folder cannot be read."""


@dataclass(frozen=True, slots=True)
class State:
    """What is written down.

    shipper      a name made by chance, so that no two shippers give the same name to a batch.
    next_number  that of the next batch. What earlier batches changed is in `logs`.
    patterns     which were followed before.
    logs         how far each log was read.
    looked_at    when the logs were last looked at, in seconds since 1970; 0 if never.
    """

    shipper: str
    next_number: int = 1
    patterns: tuple[str, ...] = ()
    logs: tuple[Followed, ...] = ()
    looked_at: float = 0

    def with_logs(self, logs: Iterable[Followed]) -> State:
        """With newer knowledge of some logs."""
        known = {log.number: log for log in self.logs} | {log.number: log for log in logs}
        return replace(self, logs=tuple(known.values()))


def read_state(folder: Path) -> State:
    """The state of a folder; a new one, which is written at once, if there is none. Raises BadState, OSError."""
    path = folder / _NAME
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        state = State(secrets.token_hex(8))
        write_state(folder, state)
        return state
    try:
        return _state(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise BadState(f"{path} cannot be read: {error}") from error


def write_state(folder: Path, state: State) -> None:
    """Put the state on the disk, the whole of it or nothing. Raises OSError."""
    written = {
        "version": _VERSION,
        "shipper": state.shipper,
        "next_number": state.next_number,
        "patterns": state.patterns,
        "looked_at": state.looked_at,
        "logs": [to_json(log) for log in state.logs],
    }
    write_durably(folder / _NAME, json.dumps(written, ensure_ascii=True).encode())


def _state(written: Any) -> State:
    if written["version"] != _VERSION:
        raise ValueError(f"it is of version {written['version']!r}, and this program knows {_VERSION}")
    if not _SHIPPER.fullmatch(written["shipper"]):
        raise ValueError(f"{written['shipper']!r} is no name of a shipper")
    return State(
        shipper=written["shipper"],
        next_number=int(written["next_number"]),
        patterns=tuple(written["patterns"]),
        logs=tuple(from_json(log) for log in written["logs"]),
        looked_at=float(written["looked_at"]),
    )
