"""Employing the people of the world, and letting owners act for their companies."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from otasuke.web.accounts.invitations import invite_to, withdraw_invitations
from otasuke.web.accounts.models import Firm, Person
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.provider.services import Facts, change
from otasuke.web.world.companies import Human
from otasuke.web.world.people import OTHERS, STAFF, Member


@transaction.atomic
def employ_everybody(*, now: datetime) -> Person:
    """See to it that the firms and their people are there; the provider's manager, who invited the others. Nobody has a password."""
    manager = None
    for employer in (STAFF, *OTHERS):
        firm, _ = Firm.objects.get_or_create(kind=employer.kind, name=employer.name, defaults={"phone": employer.phone})
        for member in employer.members:
            person = _employed(firm, member, manager, now)
            manager = manager or person
    assert manager
    change(Facts(STAFF.name, STAFF.phone, "平日 9:00〜18:00", "desk@naniwa.example"), actor=manager)
    return manager


def join_as(customer: Customer, human: Human, role: Membership.Role, *, mobile: str = "") -> Person:
    """Let somebody act for a company. Its scope has to be open. mobile: his own number, in E.164."""
    person = Person.objects.create(name=human.name, name_kana=human.name_kana, email=human.email, mobile=mobile)
    Membership.objects.create(customer=customer, person=person, role=role)
    return person


def _employed(firm: Firm, member: Member, manager: Person | None, now: datetime) -> Person:
    if person := Person.objects.filter(email=member.email).first():
        return person
    person, _ = invite_to(firm, member.email, name=member.name, role=member.role, actor=manager, now=now)
    withdraw_invitations(person)  # nobody comes in by a link: the demo has a door of its own
    person.name_kana = member.name_kana
    person.save(update_fields=["name_kana"])
    return person
