"""Tokens, and who makes them, for tests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from otasuke.web.accounts.models import Firm, Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Customer
from otasuke.web.tokens.policy import Scope, Wish, allowed
from otasuke.web.tokens.services import Made, make_for_customer, make_for_firm, roles_at
from portal_cast import join
from staff_cast import employ

READ = frozenset({Scope.READ_CUSTOMERS})


def wish(scopes: Collection[Scope] = READ, *, days: int = 90, now: datetime | None = None) -> Wish:
    return Wish("会計ソフト", frozenset(scopes), (now or timezone.now()) + timedelta(days=days))


def inamori(customer: Customer, name: str = "稲森 修", role: str = "owner") -> Person:
    person = Person.objects.create(name=name, email=f"{role}@{customer.tenant}.example")
    join(person, customer, role)
    return person


def worker(role: str = "manager", name: str = "早瀬 遥") -> tuple[Person, Firm]:
    """Somebody who works for the provider."""
    person, is_new = Person.objects.get_or_create(email=f"{role}@naniwa.example", defaults={"name": name})
    if is_new:
        employ(person, role)
    return person, Firm.objects.get(name="なにわ見守り舎")


def firm_token(
    role: str = "manager", *, scopes: Collection[Scope] | None = None, only: Collection[UUID] = (), days: int = 90
) -> Made:
    """A token of somebody of the provider: for all that he may, if nothing else is said."""
    person, firm = worker(role)
    granted = allowed(roles_at(person, firm.id)) if scopes is None else scopes
    return make_for_firm(wish(granted, days=days), firm, only=only, actor=person, now=timezone.now())


def owner_token(customer: Customer, *, scopes: Collection[Scope] | None = None, role: str = "owner") -> Made:
    granted = allowed([Role(role)]) if scopes is None else scopes
    return make_for_customer(wish(granted), customer.id, actor=inamori(customer, role=role), now=timezone.now())
