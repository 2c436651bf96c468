"""What to change after verdicts, so that what is harmless disturbs nobody again, and what that would have done before. Pure.

A proposal is as narrow as what was judged allows. The narrowest says what did it, word for word (a habit); then where, who or
with whom (a silence); and only where nothing is common to them, the rule's 黄 become 青 at this company (a lower level). It is
tried on what was found before: if anything of that was real, the proposal is refused. What is 赤 none of them hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from itertools import combinations
from types import MappingProxyType
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import About, Kind
from otasuke.web.alerts.silencing import Effect, Past, fits, replayed
from otasuke.web.ui.sentences import Sentence, _

LASTS: Mapping[Kind, timedelta] = MappingProxyType(
    {Kind.HABIT: timedelta(days=90), Kind.SILENCE: timedelta(days=30), Kind.LOWER: timedelta(days=60)}
)
LEAST = 2
"""So many verdicts a proposal needs; a lower level, which is wider, one more."""
_MOST = 3
"""Of one rule at one company: more would be work rather than calm."""
UNKNOWN = "?"
"""Stands for the looks of sightings that were not kept."""
_WHERE = ("counterpart", "person", "device")
_Place = tuple[tuple[str, str], ...]
_ORDER = (Kind.HABIT, Kind.SILENCE, Kind.LOWER)


@dataclass(frozen=True, slots=True)
class Case:
    """An alert of before, and the digests of what did it. days: on which it was seen."""

    past: Past
    looks: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """What would be changed. wanted: as of a silence; of a habit rule and `look`."""

    kind: Kind
    wanted: Mapping[str, str]

    @property
    def mark(self) -> str:
        """The same for the same change, within a company."""
        digest = blake2b(digest_size=16)
        for part in (self.kind.value, *(text for pair in sorted(self.wanted.items()) for text in pair)):
            data = part.casefold().encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(4, "big") + data)
        return digest.hexdigest()

    def covers(self, case: Case) -> bool:
        """Whether it would make all of an alert quiet, if that is not 赤."""
        return self._is_for(case) and (self.kind is not Kind.HABIT or len(case.looks) == 1)

    def touches(self, case: Case) -> bool:
        """Whether it would make any of an alert quiet."""
        return self._is_for(case)

    def _is_for(self, case: Case) -> bool:
        if self.kind is Kind.HABIT:
            is_of_rule = self.wanted["rule"].casefold() == case.past.about.rule.casefold()
            return is_of_rule and self.wanted["look"] in case.looks
        return fits(self.wanted, case.past.about) and (
            self.kind is Kind.SILENCE or case.past.is_true or case.past.colour in (Colour.YELLOW, Colour.RED)
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, the verdicts that speak for it (ids of alerts), and what it would have done before.

    told  how many alerts of the rule disturbed somebody at this company, of which `effect.disturbing` would not have.
    """

    change: Change
    title: str
    judged: frozenset[UUID]
    effect: Effect
    told: int = 0

    @property
    def refused(self) -> Sentence | None:
        """Why nobody can accept it; None: he can."""
        if not self.effect.true:
            return None
        return _(
            "受け入れられません。本物だった検知が%(count)s件、これにあてはまります（「%(title)s」など）。",
            count=len(self.effect.true),
            title=self.effect.true[0].title,
        )


def propose(cases: Sequence[Case], on: Iterable[Change] = ()) -> list[Proposal]:
    """What to change of one rule at one company, what spares most first.

    cases  its alerts of before. on: what was accepted or declined, and is not asked again.
    Where everything would have lost something real, the one that spared most is there, and is refused.
    """
    seen_to = list(on)
    rest = [one for one in cases if _speaks(one) and not any(change.covers(one) for change in seen_to)]
    found: list[Proposal] = []
    refused: list[Proposal] = []
    while len(found) < _MOST and (narrow := _best(_narrow(rest), rest, cases, refused=refused)):
        found.append(narrow)
        rest = [one for one in rest if one.past.id not in narrow.judged]
    if len(found) < _MOST and rest and (wide := _best([_wide(rest)], rest, cases, refused=refused)):
        found.append(wide)
    return sorted(found or refused[:1], key=lambda one: -one.effect.disturbing)


def _speaks(case: Case) -> bool:
    return case.past.is_benign and case.past.colour is not Colour.RED


def _narrow(rest: Sequence[Case]) -> Iterator[Change]:
    """What at least two of them have in common; a habit is seen on two days."""
    by_look: dict[tuple[str, str], list[Case]] = {}
    by_place: dict[_Place, list[tuple[_Place, Case]]] = {}
    for one in rest:
        if len(one.looks) == 1 and UNKNOWN not in one.looks:
            (look,) = one.looks
            by_look.setdefault((one.past.about.rule, look), []).append(one)
        for place in _places(one.past.about):
            by_place.setdefault(tuple((name, value.casefold()) for name, value in place), []).append((place, one))
    for (rule, look), ones in by_look.items():
        if len(ones) >= LEAST and len(frozenset[int]().union(*(one.days for one in ones))) > 1:
            yield Change(Kind.HABIT, {"rule": rule, "look": look})
    for near in by_place.values():
        if len(near) >= LEAST:
            yield Change(Kind.SILENCE, dict(near[0][0]))


def _places(about: About) -> Iterator[_Place]:
    told = [(name, value) for name in _WHERE if (value := getattr(about, name))]
    for many in range(len(told), 0, -1):
        for some in combinations(told, many):
            yield (("rule", about.rule), *some)


def _wide(rest: Sequence[Case]) -> Change:
    return Change(Kind.LOWER, {"rule": rest[0].past.about.rule})


def _best(
    changes: Iterable[Change], rest: Sequence[Case], cases: Sequence[Case], *, refused: list[Proposal]
) -> Proposal | None:
    """The change that most verdicts speak for, if it had spared anybody something; of these what did it before where it was.

    refused  gets those that would have lost something.
    """
    spoken = [(change, frozenset(one.past.id for one in rest if change.covers(one))) for change in changes]
    for change, judged in sorted(spoken, key=_rank):
        if len(judged) < LEAST + (change.kind is Kind.LOWER):
            continue
        found = _replayed(change, judged, cases)
        if not found.effect.disturbing:
            continue
        if not found.refused:
            return found
        refused.append(found)
    return None


def _rank(spoken: tuple[Change, frozenset[UUID]]) -> tuple[int, int, int, str]:
    change, judged = spoken
    return -len(judged), _ORDER.index(change.kind), -len(change.wanted), change.mark


def _replayed(change: Change, judged: frozenset[UUID], cases: Sequence[Case]) -> Proposal:
    by_id = {one.past.id: one for one in cases}

    def is_hidden(past: Past) -> bool:
        case = by_id[past.id]
        return change.touches(case) if past.is_true else change.covers(case)

    effect = replayed((one.past for one in cases), is_hidden)
    newest = max((by_id[id].past for id in judged), key=lambda one: one.at)
    return Proposal(change, newest.title, judged, effect, told=sum(one.past.disturbed for one in cases))
