"""Reading what is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from otasuke.web.customers.models import Customer
from otasuke.web.incidents.models import Incident
from otasuke.web.reaction.errors import NotFound
from otasuke.web.reaction.instructions import Way, ways
from otasuke.web.reaction.models import Action, Feed, Preapproval, Spared
from otasuke.web.reaction.policy import IN_FORCE, OPEN, PUT_BACK_WITHIN, Kind, State
from otasuke.web.reaction.words import KINDS, OWNERS, state_of
from otasuke.web.tenancy.scope import across, read_scope
from otasuke.web.ui.sentences import Sentence

_IN_FORCE = [one.value for one in IN_FORCE]
_OPEN = [one.value for one in OPEN]


@dataclass(frozen=True, slots=True)
class Shown:
    """An action, as pages show it.

    what, for_owner  what it is, for staff and for people of the company. target: as people call it.
    is_agreed   the company agreed to this kind beforehand. can_be_put_back: it was withdrawn a moment ago.
    """

    action: Action
    what: Sentence
    for_owner: Sentence
    state: Sentence
    target: str
    is_block: bool
    is_agreed: bool
    can_be_put_back: bool
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class OfCompany:
    """What a company's page of blocks shows."""

    open: Sequence[Shown]
    ended: Sequence[Shown]
    feeds: Sequence[Feed]
    agreed: Sequence[Preapproval]
    spared: Sequence[Spared]


def actions_for(incident: Incident, *, now: datetime) -> Sequence[Shown]:
    """What could be done about an incident, and what was; what is not decided comes first."""
    with read_scope(incident.customer_id):
        found = list(_all().filter(incident=incident).order_by("offered_at", "id"))
        order = [State.OFFERED, State.APPROVED, State.ACTIVE, State.FAILED, State.WITHDRAWN, State.EXPIRED]
        return _shown(sorted(found, key=lambda one: order.index(State(one.state))), now)


def of_company(customer: UUID, *, now: datetime, most_ended: int = 20) -> OfCompany:
    """Everything about what is stopped for a company."""
    with read_scope(customer):
        ended = _all().exclude(state__in=_OPEN).filter(approved_at__isnull=False)
        return OfCompany(
            open=_shown(list(_all().filter(state__in=_OPEN).order_by("state", "-offered_at")), now),
            ended=_shown(list(ended.order_by("-ended_at")[:most_ended]), now),
            feeds=list(Feed.objects.filter(removed_at=None).order_by("made_at")),
            agreed=preapprovals(customer),
            spared=list(Spared.objects.order_by("value")),
        )


def preapprovals(customer: UUID) -> Sequence[Preapproval]:
    """What may be done for a company without asking."""
    with read_scope(customer):
        return list(Preapproval.objects.filter(withdrawn_at=None).order_by("kind"))


def blocks_everywhere(words: str, *, now: datetime, most: int) -> tuple[Sequence[Shown], int]:
    """What is in force at all companies, what was allowed last first, and how many there are. words: of a target or a company's name."""
    with across("staff look for what is blocked, wherever it is"):
        found = _all().select_related("customer", "incident").filter(state__in=_IN_FORCE, expires_at__gt=now)
        for word in words.split()[:8]:
            same = Customer.objects.filter(Q(name__icontains=word) | Q(tenant__icontains=word)).values("id")
            found = found.filter(Q(target__icontains=word) | Q(customer__in=same))
        return _shown(list(found.order_by("-approved_at", "id")[:most]), now, is_agreed=frozenset()), found.count()


def feed_of(customer: UUID, feed: UUID) -> Feed:
    """A box of a company. Raises NotFound."""
    with read_scope(customer):
        found = Feed.objects.filter(id=feed, removed_at=None).first()
    if found is None:
        raise NotFound
    return found


def _all() -> QuerySet[Action]:
    return Action.objects.select_related("device", "offered_by", "approved_by", "ended_by", "incident")


def _shown(found: Sequence[Action], now: datetime, *, is_agreed: frozenset[Kind] | None = None) -> Sequence[Shown]:
    agreed = is_agreed
    if agreed is None:
        agreed = frozenset(
            Kind(one) for one in Preapproval.objects.filter(withdrawn_at=None).values_list("kind", flat=True)
        )
    return [_one(action, now, agreed) for action in found]


def _one(action: Action, now: datetime, agreed: frozenset[Kind]) -> Shown:
    kind, state = Kind(action.kind), State(action.state)
    was_lately = action.ended_at is not None and now <= action.ended_at + PUT_BACK_WITHIN
    return Shown(
        action=action,
        what=KINDS[kind],
        for_owner=OWNERS[kind],
        state=state_of(kind, state),
        target=action.device.name if action.device else action.target,
        is_block=kind.is_block,
        is_agreed=kind in agreed,
        can_be_put_back=state is State.WITHDRAWN and was_lately,
        ways=ways(kind) if state in IN_FORCE else (),
    )
