"""The rule model: what a Sigma rule says, after parsing and before compiling. Plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal, TypeAlias

from otasuke.events import LogSource


class Wildcard(Enum):
    """A wildcard in a text pattern."""

    MANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Text:
    """Text with wildcards; `contains x` is (MANY, "x", MANY). No two literals and no two MANY stand side by side.

    Without wildcards, parts is one literal; the empty string is ().
    cased  False: compared after `str.lower` on both sides, and `parts` holds lower case.
    """

    parts: tuple[str | Wildcard, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that may match anywhere in the value. flags: any of "i", "m", "s"."""

    pattern: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """An address inside a network; a value that is no IP address never matches."""

    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Compare:
    """A number compared with a number; a value that is no number never matches."""

    operator: Literal["lt", "lte", "gt", "gte"]
    number: float


@dataclass(frozen=True, slots=True)
class Null:
    """The field is absent (a JSON null is absent) or empty."""


@dataclass(frozen=True, slots=True)
class Exists:
    """The field is there, even if empty; or is not, where `expected` is False."""

    expected: bool


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The value equals, starts with, ends with or contains another field's value (caseless unless `cased`)."""

    field: str
    how: Literal["equals", "startswith", "endswith", "contains"] = "equals"
    cased: bool = False


@dataclass(frozen=True, slots=True)
class TimePart:
    """A part of the timestamp in the field (UTC) equals a number."""

    part: Literal["minute", "hour", "day", "week", "month", "year"]
    number: int


Test: TypeAlias = Text | Regex | Network | Compare | Null | Exists | FieldRef | TimePart


@dataclass(frozen=True, slots=True)
class Atom:
    """One test on one field. field None: a keyword, true if any value of the event passes (Text or Regex only).

    A list value passes if any of its members passes.
    """

    field: str | None
    test: Test


@dataclass(frozen=True, slots=True)
class And:
    """True if every part is; true without parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True if any part is; false without parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True if the part is false."""

    part: Expr


Expr: TypeAlias = Atom | And | Or | Not


class Level(StrEnum):
    """How bad it is if the rule is right."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for informational up to 4 for critical."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a rule file."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A Sigma rule for single events. `id` falls back to `name`, then to the title."""

    id: str
    title: str
    level: Level
    logsource: LogSource
    condition: Expr
    place: Place
    name: str | None = None
    status: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    falsepositives: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    author: str = ""
    date: str = ""


class CorrelationType(StrEnum):
    """How a correlation rule combines the detections of its rules."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    TEMPORAL = "temporal"
    TEMPORAL_ORDERED = "temporal_ordered"
    VALUE_SUM = "value_sum"
    VALUE_AVG = "value_avg"
    VALUE_PERCENTILE = "value_percentile"
    VALUE_MEDIAN = "value_median"


@dataclass(frozen=True, slots=True)
class Bound:
    """One comparison of a correlation condition: `gte: 10`."""

    operator: Literal["lt", "lte", "gt", "gte", "eq", "neq"]
    number: float


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule named in an extended temporal condition, by id or name."""

    name: str


@dataclass(frozen=True, slots=True)
class RefAnd:
    parts: tuple[RefExpr, ...]


@dataclass(frozen=True, slots=True)
class RefOr:
    parts: tuple[RefExpr, ...]


@dataclass(frozen=True, slots=True)
class RefNot:
    part: RefExpr


RefExpr: TypeAlias = RuleRef | RefAnd | RefOr | RefNot


@dataclass(frozen=True, slots=True)
class Correlation:
    """A Sigma correlation rule.

    rules      ids or names of the rules it combines; they may be correlations themselves.
    group_by   fields or aliases; detections with equal values belong together.
    aliases    alias → {rule id or name: field}.
    bounds     all must hold (for temporal types: on the number of different rules seen; empty means all of them).
    fields     the field that value_* types count or sum (one value_count may name several).
    percentile for value_percentile, 0..100; None: the share of one value among all, in percent.
    expression the extended condition of a temporal type, instead of bounds.
    generate   whether the combined rules also detect on their own.
    """

    id: str
    title: str
    level: Level
    type: CorrelationType
    rules: tuple[str, ...]
    group_by: tuple[str, ...]
    timespan: timedelta
    place: Place
    bounds: tuple[Bound, ...] = ()
    fields: tuple[str, ...] = ()
    percentile: float | None = None
    expression: RefExpr | None = None
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)
    generate: bool = False
    name: str | None = None
    status: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    falsepositives: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a rule cannot be run, or what should be known about it, with the place in its file."""

    place: Place
    message: str
    rule_id: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that a load of rule files gave: what can run, and what cannot and why. Filters are already applied.

    notes       what the author of a rule that does run should know, such as a placeholder that nobody has defined.
    relevelled  how many rules and correlations have another level than their file says.
    """

    rules: tuple[Rule, ...]
    correlations: tuple[Correlation, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()
    relevelled: int = 0
