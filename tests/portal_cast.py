"""Who visits the portal in tests."""

from __future__ import annotations

from django.test import Client

from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.scope import across


def signed_in(customer: Customer, role: str = "owner", name: str = "稲森 修") -> Client:
    """A browser of somebody who acts for a company."""
    person = Person.objects.create(name=name, email=f"{role}@{customer.tenant}.example")
    join(person, customer, role)
    return browser_of(person)


def join(person: Person, customer: Customer, role: str) -> None:
    with across("tests"):
        Membership.objects.create(customer=customer, person=person, role=role)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client
