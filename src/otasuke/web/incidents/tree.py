"""Which program began which, as far as the events that were found say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MOST = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """An event of a program. fields: in Sigma's names; number: of the evidence that it belongs to."""

    at: datetime
    device: str
    fields: Mapping[str, Any]
    number: int


@dataclass(slots=True)
class Program:
    """A program that ran. numbers: of the evidence; empty: it only began another one."""

    name: str
    path: str
    id: str
    command: str
    person: str
    at: datetime
    device: str
    numbers: list[int] = field(default_factory=list)
    began: list[Program] = field(default_factory=list)


def programs(events: Iterable[Seen]) -> Sequence[Program]:
    """Those that nobody is known to have begun, each with what it began, in order of time."""
    known: dict[tuple[str, str], Program] = {}
    begun: set[int] = set()
    for one in sorted(events, key=lambda event: event.at):
        if not _text(one, "Image") or len(known) >= MOST:
            continue
        program = known.setdefault(_key(one, ""), _program(one, ""))
        program.command = program.command or _text(one, "CommandLine")
        if one.number not in program.numbers:
            program.numbers.append(one.number)
        if _text(one, "ParentImage"):
            parent = known.setdefault(_key(one, "Parent"), _program(one, "Parent"))
            if parent is not program and program not in parent.began and not _is_below(parent, program):
                parent.began.append(program)
                begun.add(id(program))
    return [one for one in known.values() if id(one) not in begun]


def _is_below(one: Program, above: Program) -> bool:
    return any(child is one or _is_below(one, child) for child in above.began)


def _key(one: Seen, whose: str) -> tuple[str, str]:
    names = (f"{whose}ProcessGuid", f"{whose}ProcessId", f"{whose}Image")
    return one.device, next((value.casefold() for name in names if (value := _text(one, name))), "")


def _program(one: Seen, whose: str) -> Program:
    path = _text(one, f"{whose}Image")
    return Program(
        name=path.replace("\\", "/").rpartition("/")[2],
        path=path,
        id=_text(one, f"{whose}ProcessId"),
        command=_text(one, f"{whose}CommandLine"),
        person=_text(one, f"{whose}User"),
        at=one.at,
        device=one.device,
    )


def _text(one: Seen, name: str) -> str:
    value = one.fields.get(name, "")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value)
