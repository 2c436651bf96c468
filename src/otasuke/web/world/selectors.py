"""Whom one may be in a demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otasuke.web.accounts.models import Person
from otasuke.web.contracts.models import Contract
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.scope import across
from otasuke.web.world.models import World
from otasuke.web.world.people import EVERYBODY, Member

MOST_OWNERS = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who acts for a company. state: of its newest contract."""

    key: str
    name: str
    company: str
    state: State | None


def is_all_invented() -> bool:
    """Whether this database was empty when a demo got it, and no company in it is real."""
    with across("is any company real?"):
        return World.objects.exists() and not Customer.objects.filter(is_demo=False).exists()


def members() -> Sequence[Member]:
    """The people of the provider and of other firms that are there."""
    there = set(Person.objects.filter(email__in=[one.email for one in EVERYBODY]).values_list("email", flat=True))
    return [one for one in EVERYBODY if one.email in there]


def owners() -> Sequence[Owner]:
    """Owners of companies: of each state of a contract the first few, by when their companies came."""
    with across("owners of the demo's companies"):
        states = dict(Contract.objects.order_by("made_at").values_list("customer_id", "state")[: MOST_OWNERS * 4])
        found = Membership.objects.select_related("person", "customer").filter(
            role=Membership.Role.OWNER, customer__in=states
        )
        shown = [
            Owner(str(one.person_id), one.person.name, one.customer.name, State(states[one.customer_id]))
            for one in found.order_by("customer__made_at")
        ]
    firsts = {owner.state: owner for owner in reversed(shown)}.values()
    return sorted([*firsts, *(one for one in shown if one not in firsts)][:MOST_OWNERS], key=shown.index)


def person_called(key: str) -> Person | None:
    """Who is meant by a button of the door: one of the world's people, or an owner; None: nobody."""
    member = next((one for one in EVERYBODY if one.key == key), None)
    if member:
        return Person.objects.filter(email=member.email, is_active=True).first()
    owner = next((one for one in owners() if one.key == key), None)
    return Person.objects.filter(id=owner.key, is_active=True).first() if owner else None
