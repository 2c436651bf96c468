"""出来事: a detection as plain values, whichever part of the service found it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

Value: TypeAlias = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class LogKind:
    """Sigma's log source: which product, category and service wrote the event. Empty where it is not known."""

    product: str = ""
    category: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What was found, as `advise` needs it. Everything but the level may be missing; nothing need be clean.

    rule       id of the rule, or the name of the learnt detector or indicator kind.
    level      Sigma's word: informational, low, medium, high, critical.
    tags       Sigma's, such as `attack.t1059.001`.
    time       aware.
    device     as the logs call it; person, too. counterpart: the server, sender or file on the other side.
    blocked    a UTM or another device has stopped it.
    known_as   what the customer calls a device or a person, by the name in the logs. It is shown without quotation
               marks, so never fill it from logs.
    """

    level: str
    rule: str = ""
    tags: tuple[str, ...] = ()
    log: LogKind = LogKind()
    time: datetime | None = None
    device: str = ""
    person: str = ""
    counterpart: str = ""
    blocked: bool = False
    known_as: Mapping[str, str] = field(default_factory=dict)
