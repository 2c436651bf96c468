"""What is offered against what was found, who has to allow it, and how it goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from otasuke.advice.colour import Colour
from otasuke.web.reaction.errors import Refused
from otasuke.web.reaction.targets import Form, parse_target

LONGEST_DAYS = 30
DAYS = (1, 7, LONGEST_DAYS)
USUAL_DAYS = 7
MOST_OFFERED = 12
"""Of an incident; more than somebody reads is not offered."""
MOST_IN_FORCE = 1000
"""Of a company. The smallest boxes take so many entries of one list."""
OFFER_LASTS = timedelta(days=30)
PUT_BACK_WITHIN = timedelta(minutes=10)
MOST_FEEDS = 5


class Kind(StrEnum):
    """What is done."""

    BLOCK_IP = "block_ip"
    BLOCK_DOMAIN = "block_domain"
    BLOCK_URL = "block_url"
    ISOLATE = "isolate"
    LOCK_ACCOUNT = "lock_account"

    @property
    def is_block(self) -> bool:
        """Whether boxes do it, which fetch a list; else somebody, or something on the computer, does."""
        return self in BLOCKS.values()


BLOCKS: Mapping[Form, Kind] = {
    Form.ADDRESS: Kind.BLOCK_IP,
    Form.DOMAIN: Kind.BLOCK_DOMAIN,
    Form.URL: Kind.BLOCK_URL,
}


class State(StrEnum):
    """How far it is. APPROVED: it may be done, and nobody has said that it is; ACTIVE: a box has fetched it, or somebody did it."""

    OFFERED = "offered"
    APPROVED = "approved"
    ACTIVE = "active"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


IN_FORCE = frozenset({State.APPROVED, State.ACTIVE})
OPEN = IN_FORCE | {State.OFFERED}
NEXT: Mapping[State, frozenset[State]] = {
    State.OFFERED: frozenset({State.APPROVED, State.WITHDRAWN, State.EXPIRED}),
    State.APPROVED: frozenset({State.ACTIVE, State.WITHDRAWN, State.EXPIRED, State.FAILED}),
    State.ACTIVE: frozenset({State.WITHDRAWN, State.EXPIRED, State.FAILED}),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset({State.OFFERED, State.APPROVED}),
    State.FAILED: frozenset({State.APPROVED}),
}


def may_become(now: State, then: State) -> bool:
    """Whether it can go on so. What was withdrawn comes back only by undoing that."""
    return then in NEXT[now]


class Source(StrEnum):
    """Who allowed it. STAFF: somebody of the staff, who asked somebody of the company."""

    PREAPPROVED = "preapproved"
    COMPANY = "company"
    STAFF = "staff"


def needs_name(source: Source) -> bool:
    """Whether it has to be written down who of the company said yes."""
    return source is Source.STAFF


def acts_at_once(kind: Kind, colour: Colour, *, is_preapproved: bool, is_lead: bool) -> bool:
    """Whether it is done before anybody looked: a block that was agreed to, of what a 赤 itself is about.

    To isolate a computer or to lock somebody out stops work, so that somebody always decides.
    """
    return is_preapproved and kind.is_block and colour is Colour.RED and is_lead


@dataclass(frozen=True, slots=True)
class Seen:
    """An alert, as reactions are thought of. device, person: "" where nothing can be done there. places: where it leads, in its traces."""

    colour: Colour
    counterpart: str = ""
    places: Sequence[str] = ()
    device: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that could be done. is_lead: it is what an alert itself is about."""

    kind: Kind
    target: str
    colour: Colour
    is_lead: bool


_GRAVE = (Colour.RED, Colour.YELLOW)


def offered(seen: Iterable[Seen]) -> list[Wish]:
    """What could be done about these alerts, each once, what is gravest first. Whether it may be is not asked here."""
    found: dict[tuple[Kind, str], Wish] = {}
    for one in sorted(seen, key=lambda alert: _GRAVE.index(alert.colour) if alert.colour in _GRAVE else len(_GRAVE)):
        if one.colour in _GRAVE:
            for wish in _wishes(one):
                found.setdefault((wish.kind, wish.target), wish)
    return list(found.values())


_NOBODY = frozenset({"system", "local service", "network service", "root", "-", "anonymous logon", "n/a", "nobody"})
"""Accounts that are no person's: a computer stops working without them."""


def _bare(person: str) -> str:
    return person.rpartition("\\")[2].casefold()


def _wishes(one: Seen) -> Iterable[Wish]:
    for number, text in enumerate((one.counterpart, *one.places)):
        try:
            target = parse_target(text)
        except Refused:
            continue
        yield Wish(BLOCKS[target.form], target.value, one.colour, is_lead=number == 0)
    if one.device:
        yield Wish(Kind.ISOLATE, one.device, one.colour, is_lead=True)
    if one.person and not one.person.endswith("$") and _bare(one.person) not in _NOBODY:
        yield Wish(Kind.LOCK_ACCOUNT, one.person, one.colour, is_lead=True)
