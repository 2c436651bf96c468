"""What advice speaks of, as data that a row can keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from otasuke.advice.happening import Happening, LogKind

_NAMES = ("level", "rule", "device", "person", "counterpart", "blocked")


def kept(happening: Happening) -> dict[str, Any]:
    """As JSON. What the customer calls his devices is not in it: that may change."""
    log = happening.log
    return {name: clean(getattr(happening, name)) for name in _NAMES} | {
        "tags": [clean(tag) for tag in happening.tags],
        "log": [clean(part) for part in (log.product, log.category, log.service)],
        "time": happening.time.isoformat() if happening.time else None,
    }


def rebuilt(content: Mapping[str, Any], *, known_as: Mapping[str, str]) -> Happening:
    """The happening again. known_as: what the customer calls devices and people, by their names in the logs."""
    time = content["time"]
    return Happening(
        **{name: content[name] for name in _NAMES},
        tags=tuple(content["tags"]),
        log=LogKind(*content["log"]),
        time=datetime.fromisoformat(time) if time else None,
        known_as=known_as,
    )


def clean(value: Any, *, longest: int = 400) -> Any:
    """What PostgreSQL can keep of a value of a log: no NUL, no half of a surrogate pair, nothing endless."""
    if isinstance(value, str):
        return value[:longest].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if isinstance(value, tuple | list):
        return [clean(one, longest=longest) for one in value[:50]]
    return value
