"""Which alerts a silence is for, what it would have hidden, and which silences nobody may make. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import About, Held, fingerprint
from otasuke.web.ui.sentences import Sentence, _

LONGEST = timedelta(days=90)
LOOKED_BACK = timedelta(days=90)
"""So far back it is tried what a silence would have hidden."""
SHORTEST_REASON = 5
FIELDS = ("rule", "device", "person", "counterpart")


@dataclass(frozen=True, slots=True)
class Wish:
    """A silence as somebody wants it. wanted: field → value; all have to fit."""

    wanted: Mapping[str, str]
    reason: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """An alert of before.

    at    when it was seen last. held: why it disturbed nobody.
    is_true, is_benign  it was found out that it was real, or harmless.
    """

    id: UUID
    about: About
    title: str
    colour: Colour
    at: datetime
    times: int
    is_true: bool
    held: Held | None = None
    is_benign: bool = False

    @property
    def disturbed(self) -> bool:
        """Whether somebody was told of it."""
        return self.held is None and self.colour in (Colour.RED, Colour.YELLOW)


@dataclass(frozen=True, slots=True)
class Effect:
    """What would have been hidden, and what would not although it fits: it was 赤. true: of both, what was real."""

    hidden: tuple[Past, ...] = ()
    red: tuple[Past, ...] = ()
    true: tuple[Past, ...] = ()

    @property
    def disturbing(self) -> int:
        """Of the hidden ones, how many had disturbed somebody."""
        return sum(one.disturbed for one in self.hidden)


def replayed(past: Iterable[Past], is_hidden: Callable[[Past], bool]) -> Effect:
    """What would have become of what was found before, newest first, if so much had been hidden."""
    fitting = sorted((one for one in past if is_hidden(one)), key=lambda one: one.at, reverse=True)
    return Effect(
        hidden=tuple(one for one in fitting if one.colour is not Colour.RED),
        red=tuple(one for one in fitting if one.colour is Colour.RED),
        true=tuple(one for one in fitting if one.is_true),
    )


def effect(wanted: Mapping[str, str], past: Iterable[Past]) -> Effect:
    """What a silence would have hidden."""
    return replayed(past, lambda one: fits(wanted, one.about))


def cleaned(wanted: Mapping[str, str]) -> dict[str, str]:
    """Only the fields that say something, in one order."""
    told = {name: value.strip() for name, value in wanted.items()}
    return {name: told[name] for name in sorted(told, key=_order) if told[name]}


def _order(name: str) -> int:
    return FIELDS.index(name) if name in FIELDS else len(FIELDS)


def mark(tenant: str, wanted: Mapping[str, str]) -> str:
    """The same for silences of a company that are for the same."""
    return fingerprint(About(tenant, **{name: wanted.get(name, "") for name in FIELDS}))


def fits(wanted: Mapping[str, str], about: About) -> bool:
    """Whether a silence is for this. One that says nothing is for nothing; a field that we do not know fits nothing."""
    return bool(wanted) and all(
        name in FIELDS and value.casefold() == getattr(about, name).casefold() for name, value in wanted.items()
    )


def faults(wish: Wish) -> list[Sentence]:
    """Why it cannot be, each with what to do; empty: it can."""
    return [sentence for sentence in (_without_rule(wish), _without_reason(wish), _too_long(wish)) if sentence]


def real_ones(found: Effect) -> Sentence | None:
    """Why it cannot be after what was found before: something like it was real."""
    if not found.true:
        return None
    newest = found.true[0]
    return _(
        "本物だった検知が%(count)s件、これにあてはまります（「%(title)s」など）。端末・人・相手で、しぼってください。",
        count=len(found.true),
        title=newest.title,
    )


def _without_rule(wish: Wish) -> Sentence | None:
    told = {name: value for name, value in wish.wanted.items() if value.strip()}
    if set(told) - set(FIELDS) or "rule" not in told:
        return _("どの検知を静かにするかを選んでください。端末や人だけでは、広すぎます。")
    return None


def _without_reason(wish: Wish) -> Sentence | None:
    if len(wish.reason.strip()) < SHORTEST_REASON:
        return _("理由を%(least)s文字以上で書いてください。あとで見る人のためです。", least=SHORTEST_REASON)
    return None


def _too_long(wish: Wish) -> Sentence | None:
    if wish.ends <= wish.begins:
        return _("終わりの日は、始まりより後にしてください。")
    if wish.ends - wish.begins > LONGEST:
        return _("静かにできるのは%(days)s日までです。終わったら、続けるかをおたずねします。", days=LONGEST.days)
    return None
