"""Reading customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.scope import across, tenant_scope


@dataclass(frozen=True, slots=True)
class Member:
    """A person who acts for a company."""

    person: Person
    customer: Customer
    role: Role


def memberships_of(person: Person) -> Sequence[Member]:
    """For which companies somebody acts, by name."""
    with across("which companies a person acts for"):
        found = Membership.objects.select_related("customer").filter(person=person).order_by("customer__name_kana")
        return [Member(person, one.customer, Role(one.role)) for one in found]


def member(person: Person, customer: UUID) -> Member | None:
    """Somebody as a member of a company; None if he does not act for it."""
    with tenant_scope(customer):
        found = Membership.objects.select_related("customer").filter(person=person).first()
        return Member(person, found.customer, Role(found.role)) if found else None
