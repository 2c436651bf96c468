"""Employing the people of the world, and letting owners act for their companies."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from otasuke.web.accounts.invitations import invite
from otasuke.web.accounts.models import Firm, Invitation, Person, Post
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.world.companies import Human
from otasuke.web.world.people import OTHERS, STAFF, Employer


@transaction.atomic
def employ_everybody(*, now: datetime) -> Person:
    """See to it that the firms and their people are there; the provider's manager. Nobody has a password."""
    manager = None
    for member in STAFF.members:
        if not (person := Person.objects.filter(email=member.email).first()):
            invite(member.email, member.name, role=member.role, provider=STAFF.name, actor=manager, now=now)
            person = Person.objects.get(email=member.email)
            _named(person, member.name_kana)
        manager = manager or person
    Invitation.objects.all().delete()  # nobody comes in by them: the demo has a door of its own
    Firm.objects.filter(kind=Firm.Kind.PROVIDER).update(phone=STAFF.phone)
    for employer in OTHERS:
        _employ(employer)
    assert manager
    return manager


def join_as(customer: Customer, human: Human, role: Membership.Role) -> Person:
    """Let somebody act for a company. Its scope has to be open."""
    person = Person.objects.create(name=human.name, name_kana=human.name_kana, email=human.email)
    Membership.objects.create(customer=customer, person=person, role=role)
    return person


def _employ(employer: Employer) -> None:
    firm, _ = Firm.objects.get_or_create(kind=employer.kind, name=employer.name, defaults={"phone": employer.phone})
    for member in employer.members:
        known = {"name": member.name, "name_kana": member.name_kana}
        person, _ = Person.objects.get_or_create(email=member.email, defaults=known)
        Post.objects.get_or_create(person=person, firm=firm, role=member.role.value)


def _named(person: Person, name_kana: str) -> None:
    person.name_kana = name_kana
    person.save(update_fields=["name_kana"])
