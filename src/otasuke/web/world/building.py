"""Filling the database: people and plans first, then one company after the other. What is there already is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection, transaction

from otasuke.carrier.numbers import parse_number
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.contracts.models import Contract
from otasuke.web.contracts.states import State
from otasuke.web.customers.handling import handle, new_note, set_notes
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.policy import Handling
from otasuke.web.customers.services import keep_card, keep_site, open_customer, set_contacts, set_partners
from otasuke.web.sensors.services import add_device
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.world.companies import BLOCK, MOST_COMPANIES, Invented, invent, partners_of
from otasuke.web.world.courses import Course, Plans, offer_plans, take_course
from otasuke.web.world.equipment import equipment_of
from otasuke.web.world.rota import share_duty, staff_by_key
from otasuke.web.world.services import found_world
from otasuke.web.world.staffing import employ_everybody, join_as

_LABELS = ("更新が近い", "要フォロー", "紹介あり", "夜間に稼働")
_NOTES = (
    "電話は午前中がつながりやすい。社長は現場に出ていることが多い。",
    "次の訪問のとき、NASの置き場所を見せてもらう約束。",
    "古いパソコンを1台入れ替える予定。時期が決まったら連絡をもらう。",
    "請求書は月末までに郵送を希望。",
)
_RARELY = 0.25
_TOGETHER = 50
"""So many companies are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Built:
    """companies: how many there are; new: how many of them were made now."""

    companies: int
    new: int


@dataclass(frozen=True, slots=True)
class _Making:
    """What all companies are made with."""

    companies: int
    seed: int
    now: datetime
    manager: Person
    lookers_after: tuple[UUID | None, ...]
    plans: Plans


def build_world(companies: int, seed: int, *, now: datetime, say: Callable[[str], None]) -> Built:
    """Fill the database. Raises NotADemo, ValueError."""
    if not 1 <= companies <= MOST_COMPANIES:
        raise ValueError(f"{companies} companies: there can be 1 to {MOST_COMPANIES}")
    seed = found_world(seed).seed
    manager = employ_everybody(now=now)
    share_duty(staff_by_key(), now=now)
    making = _Making(companies, seed, now, manager, _lookers_after(), offer_plans(manager))
    missing = list(_missing(companies, seed))
    for begin in range(0, len(missing), _TOGETHER):
        with transaction.atomic(), _without_savepoints():
            for one in missing[begin : begin + _TOGETHER]:
                _make(one, making)
        say(f"{min(begin + _TOGETHER, len(missing)):,} / {len(missing):,}")
    return Built(companies, len(missing))


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """A third of all statements would be savepoints; nothing here goes on after an error."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = before


def _lookers_after() -> tuple[UUID | None, ...]:
    """Who looks after companies; None: some have nobody yet."""
    found = Person.objects.filter(posts__role__in=(Role.ANALYST.value, Role.DESK.value)).order_by("email")
    return (*found.values_list("id", flat=True), None)


def _missing(companies: int, seed: int) -> Iterator[Invented]:
    with across("which companies of the demo are there"):
        there = set(Customer.objects.values_list("tenant", flat=True))
    return (one for number in range(companies) if (one := invent(number, seed)).facts.tenant not in there)


def _make(one: Invented, making: _Making) -> None:
    customer = open_customer(one.facts, actor=making.manager)
    with tenant_scope(customer.id):
        mobile = parse_number(one.contacts[0].phone, invented=True).e164
        owner = join_as(customer, one.owner, Membership.Role.OWNER, mobile=mobile)
        join_as(customer, one.clerk, Membership.Role.COLLEAGUE)
        for site in one.sites:
            keep_site(customer.id, site, actor=making.manager)
        set_contacts(customer.id, one.contacts, actor=making.manager)
        keep_card(customer.id, one.card, actor=making.manager)
        set_partners(customer.id, partners_of(one.number, making.seed, making.companies), actor=making.manager)
        months = Random(f"months/{making.seed}/{one.number}").randint(2, 10)
        course = Course(customer, owner, making.manager, one.seats, making.plans, making.now, months)
        take_course(one.number, course)
        _handle(customer, one.number, making)
        if one.number < BLOCK:
            _equip(customer, one, making)


def _equip(customer: Customer, one: Invented, making: _Making) -> None:
    """Give it its devices, if its service has begun."""
    begun = Contract.objects.filter(customer=customer, started__isnull=False).exclude(state=State.ENDED.value)
    for thing in equipment_of(one, making.seed) if begun.exists() else ():
        add_device(customer, name=thing.name, kind=thing.kind, brand=thing.brand, actor=making.manager)


def _handle(customer: Customer, number: int, making: _Making) -> None:
    """Who looks after it, how it is sorted, and what somebody wrote down."""
    dice = Random(f"handling/{making.seed}/{number}")
    labels = tuple(label for label in _LABELS if dice.random() < _RARELY)
    handle(customer.id, Handling(dice.choice(making.lookers_after), labels), actor=making.manager)
    if dice.random() < _RARELY:
        note = new_note(dice.choice(_NOTES), by=making.manager, at=making.now - timedelta(days=dice.randint(1, 60)))
        set_notes(customer.id, [note], actor=making.manager)
