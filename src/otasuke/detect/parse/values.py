"""The values of a Sigma field to tests, as the modifiers ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import product
from typing import Literal, TypeAlias, cast

from otasuke.detect.errors import RegexError, RuleError
from otasuke.detect.parse.encodings import transformed
from otasuke.detect.parse.findings import shortened
from otasuke.detect.parse.modifiers import COMPARISONS, Plan
from otasuke.detect.parse.text import Parts, canonical, parse_pattern, text_test
from otasuke.detect.regex import instructions_of
from otasuke.detect.rule import Compare, Exists, FieldRef, Network, Null, Regex, Test, TimePart, Wildcard
from otasuke.detect.scalars import parse_number

MAX_VALUE_CHARACTERS = 8192
MAX_WORK = 2_000_000
"""What the values of one file may cost together; a unit is about a quarter of a microsecond, or a character kept."""
_VALUE_WORK = 30
_PATTERN_WORK = 10
_REGEX_WORK = 200
_UNICODE_CLASS_WORK = 500
_INSTRUCTION_WORK = 3
_BROKEN_REGEX_WORK = 60_000

_Operator: TypeAlias = Literal["lt", "lte", "gt", "gte"]
_How: TypeAlias = Literal["equals", "startswith", "endswith", "contains"]
_TimeUnit: TypeAlias = Literal["minute", "hour", "day", "week", "month", "year"]

_PLACEHOLDER = re.compile(r"\\%|%(\w[\w.-]*)%")
_TIME_RANGES = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day": (1, 31),
    "week": (1, 53),
    "month": (1, 12),
    "year": (1, 9999),
}


@dataclass(slots=True)
class Workshop:
    """What the values of one file share: the values of placeholders, and how much work they may still make."""

    placeholders: Mapping[str, Sequence[str]]
    left: int = field(default=MAX_WORK)

    def spend(self, amount: int) -> None:
        """Raises RuleError when the file has grown to too much."""
        self.left -= amount
        if self.left < 0:
            raise RuleError("the rules of this file expand to too much")


def undefined_placeholders(text: str | None, plan: Plan, workshop: Workshop) -> list[str]:
    """The placeholders in a value that nobody has given values, as they are written."""
    if text is None or not plan.expand:
        return []
    return [found[0] for found in _PLACEHOLDER.finditer(text) if found[1] and found[1] not in workshop.placeholders]


def tests_for(text: str | None, plan: Plan, workshop: Workshop, *, is_keyword: bool) -> list[Test]:
    """The tests of which one must hold for a value; none if it is a placeholder for no values. text None: null."""
    if text is None:
        return [_null(plan, is_keyword=is_keyword)]
    if len(text) > MAX_VALUE_CHARACTERS:
        raise RuleError(f"the value {shortened(text)!r} is longer than {MAX_VALUE_CHARACTERS} characters")
    workshop.spend(_VALUE_WORK)
    written = _expanded(text, workshop) if plan.expand else [text]
    return [test for value in written for test in _tests(value, plan, workshop, is_keyword=is_keyword)]


def _null(plan: Plan, *, is_keyword: bool) -> Test:
    if is_keyword:
        raise RuleError("null is no keyword")
    if plan.kind != "text" or plan.position != "equals" or plan.transforms or plan.expand:
        raise RuleError("null goes only with a field without modifiers")
    return Null()


def _expanded(text: str, workshop: Workshop) -> list[str]:
    r"""The value with every `%name%` replaced by each of its values; `\%` is a percent sign."""
    pieces: list[Sequence[str]] = []
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        pieces += [
            (text[end : found.start()],),
            ("%",) if found[1] is None else workshop.placeholders.get(found[1], ()),
        ]
        end = found.end()
    pieces.append((text[end:],))
    expanded = []
    for choice in product(*pieces):
        expanded.append("".join(choice))
        workshop.spend(_VALUE_WORK + len(expanded[-1]))
    return expanded


def _tests(value: str, plan: Plan, workshop: Workshop, *, is_keyword: bool) -> list[Test]:
    if plan.kind == "text":
        return _texts(value, plan, workshop, is_keyword=is_keyword)
    if plan.kind == "re":
        return [_regex(value, plan, workshop)]
    if is_keyword:
        raise RuleError(f'modifier "{plan.kind}" needs a field')
    return [_field_test(value, plan)]


def _field_test(value: str, plan: Plan) -> Test:
    if plan.kind == "cidr":
        return Network(_network(value))
    if plan.kind == "exists":
        return Exists(_truth(value))
    if plan.kind == "fieldref":
        return _field_reference(value, plan)
    if plan.kind in COMPARISONS:
        return _compare(value, plan)
    return _time_part(value, plan)


def _texts(value: str, plan: Plan, workshop: Workshop, *, is_keyword: bool) -> list[Test]:
    if is_keyword and not value:
        raise RuleError("an empty keyword would be in every event")
    position = "contains" if is_keyword else plan.position
    tests: list[Test] = []
    for pattern in transformed(parse_pattern(value), plan.transforms):
        placed = _placed(pattern, position)
        workshop.spend(_PATTERN_WORK + sum(len(part) if isinstance(part, str) else 1 for part in placed))
        tests.append(text_test(placed, cased=plan.cased))
    return tests


def _placed(parts: Parts, position: str) -> Parts:
    if position == "equals":
        return parts
    front = () if position == "startswith" else (Wildcard.MANY,)
    back = () if position == "endswith" else (Wildcard.MANY,)
    return canonical((*front, *parts, *back))


def _regex(value: str, plan: Plan, workshop: Workshop) -> Regex:
    classes = value.count("\\p") + value.count("\\P")
    workshop.spend(_REGEX_WORK + len(value) + _UNICODE_CLASS_WORK * classes)
    regex = Regex(value, plan.flags)
    try:
        workshop.spend(_INSTRUCTION_WORK * instructions_of(regex))
    except RegexError as error:
        workshop.left -= _BROKEN_REGEX_WORK
        raise RuleError(f"{shortened(value)!r}: {error}") from error
    return regex


def _network(value: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value.strip(), strict=False)
    except ValueError as error:
        raise RuleError(f'"{shortened(value)}" is no network such as 10.0.0.0/8 or fe80::/10') from error


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "false", "yes", "no"):
        raise RuleError(f'modifier "exists" needs true or false, not "{shortened(value)}"')
    return value.lower() in ("true", "yes")


def _field_reference(value: str, plan: Plan) -> FieldRef:
    if not value:
        raise RuleError('modifier "fieldref" needs the name of a field')
    return FieldRef(value, cast(_How, plan.position), plan.cased)


def _compare(value: str, plan: Plan) -> Compare:
    number = parse_number(value)
    if number is None or number in (float("inf"), float("-inf")):
        raise RuleError(f'modifier "{plan.kind}" needs a number, not "{shortened(value)}"')
    return Compare(cast(_Operator, plan.kind), number)


def _time_part(value: str, plan: Plan) -> TimePart:
    least, most = _TIME_RANGES[plan.kind]
    if not re.fullmatch(r"[0-9]{1,4}", value, re.ASCII) or not least <= int(value) <= most:
        raise RuleError(f'modifier "{plan.kind}" needs a whole number from {least} to {most}, not "{shortened(value)}"')
    return TimePart(cast(_TimeUnit, plan.kind), int(value))
