"""The modifiers of a Sigma field (`CommandLine|contains|all`): which exist, and which go together.

Source: Sigma specification 2.1.0, appendix "modifiers".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import unknown

POSITIONS = ("contains", "startswith", "endswith")
WIDES = ("wide", "utf16le", "utf16be", "utf16")
BASES = ("base64", "base64offset")
ENCODERS = (*WIDES, *BASES)
TRANSFORMS = (*ENCODERS, "windash")
REGEX_FLAGS = {"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}
COMPARISONS = ("lt", "lte", "gt", "gte")
TIME_PARTS = ("minute", "hour", "day", "week", "month", "year")
# What a value is: at most one of these; without any it is text.
KINDS = ("re", "cidr", "exists", "fieldref", *COMPARISONS, *TIME_PARTS)
KNOWN = frozenset({*POSITIONS, *TRANSFORMS, *REGEX_FLAGS, *KINDS, "all", "cased", "expand", "neq"})

_ANYWHERE = frozenset({"all", "neq", "expand"})
_ALSO_WITH = {
    "text": KNOWN - set(KINDS) - set(REGEX_FLAGS),
    "re": _ANYWHERE | set(REGEX_FLAGS),
    "cidr": _ANYWHERE,
    "fieldref": frozenset({*POSITIONS, "all", "neq", "cased"}),
    "exists": frozenset[str](),
    **dict.fromkeys(COMPARISONS, frozenset({"all"})),
    **dict.fromkeys(TIME_PARTS, frozenset({"all", "neq"})),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the modifiers of a field ask for.

    kind        "text" or one of KINDS.
    position    one of POSITIONS, or "equals".
    transforms  windash and encoders, in the order in which they apply.
    flags       of a regular expression, in alphabetical order.
    """

    kind: str
    position: str
    transforms: tuple[str, ...]
    flags: str
    every: bool
    negated: bool
    cased: bool
    expand: bool


@lru_cache(maxsize=1024)
def plan_for(names: tuple[str, ...]) -> Plan:
    """The plan for the modifiers of a field. Raises RuleError for unknown ones and for those that do not go together."""
    for name in names:
        if name not in KNOWN:
            raise RuleError(unknown("modifier", name, KNOWN))
    _check_repeats(names)
    kind = next((name for name in names if name in KINDS), "text")
    _check_company(kind, names)
    _check_order(names)
    return Plan(
        kind=kind,
        position=next((name for name in names if name in POSITIONS), "equals"),
        transforms=tuple(name for name in names if name in TRANSFORMS),
        flags="".join(sorted({REGEX_FLAGS[name] for name in names if name in REGEX_FLAGS})),
        every="all" in names,
        negated="neq" in names,
        cased="cased" in names,
        expand="expand" in names,
    )


def _check_repeats(names: tuple[str, ...]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RuleError(f'modifier "{name}" is there twice')


def _check_company(kind: str, names: tuple[str, ...]) -> None:
    for name in names:
        if name == kind or name in _ALSO_WITH[kind]:
            continue
        if name in REGEX_FLAGS:
            raise RuleError(f'modifier "{name}" needs "re" before it')
        raise RuleError(f'modifiers "{kind}" and "{name}" do not go together')


def _check_order(names: tuple[str, ...]) -> None:
    """Dashes are varied before characters become bytes, bytes before base64, and all that before the position."""
    encoders = [name for name in names if name in ENCODERS]
    for encoder in encoders:
        for later in (*POSITIONS, *(BASES if encoder in WIDES else ())):
            _check_before(names, encoder, later)
        _check_before(names, "windash", encoder)
    for family in (POSITIONS, WIDES, BASES):
        _check_alone(names, family)
    for flag in REGEX_FLAGS:
        _check_before(names, "re", flag)


def _check_before(names: tuple[str, ...], name: str, later: str) -> None:
    if name in names and later in names and names.index(later) < names.index(name):
        raise RuleError(f'modifier "{name}" must stand before "{later}"')


def _check_alone(names: tuple[str, ...], family: tuple[str, ...]) -> None:
    present = [name for name in names if name in family]
    if len(present) > 1:
        raise RuleError(f'modifiers "{present[0]}" and "{present[1]}" do not go together')
