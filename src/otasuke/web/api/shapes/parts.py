"""Of what the shapes of bodies consist. What is written is taken as it stands: "5" is no number, and what is not known is refused."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MOST_ROWS = 100


class Written(BaseModel):
    """What somebody sends: exactly these fields, of exactly these kinds."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Shown(BaseModel):
    """What is answered."""

    model_config = ConfigDict(from_attributes=True)


def line(longest: int, least: int = 0) -> Any:
    """A text on one line."""
    return Field(min_length=least, max_length=longest, pattern=LINE)


def text(longest: int) -> Any:
    """A text that may have several lines."""
    return Field(max_length=longest, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]*$")


def _as_day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(_DAY, value):
        raise ValueError("date")
    return date.fromisoformat(value)


def _as_clock(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(_CLOCK, value):
        raise ValueError("clock")
    return time.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY})]
Clock = Annotated[
    time,
    BeforeValidator(_as_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _CLOCK, "examples": ["09:00"]}),
]
ShownClock = Annotated[
    time,
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _CLOCK, "examples": ["09:00"]}),
]
Municipality = Annotated[str, Field(pattern=r"^([0-9]{6})?$", examples=["272272"])]
Weekday = Annotated[int, Field(ge=0, le=6)]
Phone = Annotated[str, line(20)]
