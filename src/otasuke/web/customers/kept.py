"""Facts as JSON, to be kept in a table and made facts again. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import is_dataclass
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

_WRITTEN = (date, datetime, time)


def plain(value: object) -> Any:
    """A value of dataclasses, tuples and plain types as JSON has it."""
    return orjson.loads(orjson.dumps(value))


def rebuilt(kind: Any, said: Any) -> Any:
    """What `plain` was given. kind: its type, as an annotation says it."""
    origin, parts = get_origin(kind), get_args(kind)
    if said is None:
        return None
    if origin in (Union, UnionType):
        return rebuilt(next(part for part in parts if part is not NoneType), said)
    if origin is tuple:
        kinds = parts[:1] * len(said) if parts[-1] is Ellipsis else parts
        return tuple(rebuilt(part, one) for part, one in zip(kinds, said, strict=True))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: rebuilt(hints[name], one) for name, one in said.items()})  # type: ignore[operator]
    if kind in _WRITTEN:
        return kind.fromisoformat(said)
    return UUID(said) if kind is UUID else said


def mark_of(value: object) -> str:
    """A digest by which it is known whether somebody wrote something else meanwhile."""
    return hashlib.sha256(orjson.dumps(value)).hexdigest()
