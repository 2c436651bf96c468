"""Editing a company as a person does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.customers.editing import edit, open_by_hand
from otasuke.web.customers.errors import BadFacts, ChangedMeanwhile
from otasuke.web.customers.kept import mark_of
from otasuke.web.customers.many import withdraw_many
from otasuke.web.customers.models import Before, Customer, Edit
from otasuke.web.customers.parts import read_part
from otasuke.web.customers.policy import ContactFacts, Facts
from otasuke.web.tenancy.scope import across, tenant_scope

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def desk(database: None) -> Person:
    return Person.objects.create(name="窓口 花")


def seen(customer: Customer, part: str) -> str:
    return mark_of(read_part(customer.id, part))  # type: ignore[arg-type]  # a name of a part


def test_what_it_said_before_is_kept(companies, desk: Person) -> None:
    facts = read_part(companies.minori.id, "facts")

    made = edit(companies.minori.id, "facts", replace(facts, employees=12), seen=mark_of(facts), actor=desk, at=NOON)

    assert (made.kind, made.by, made.companies) == ("facts", desk, 1)
    with tenant_scope(companies.minori.id):
        kept = Before.objects.get(edit=made)
    assert kept.said["employees"] is None
    with tenant_scope(companies.kobato.id):
        assert not Before.objects.exists()


def test_who_saw_something_else_writes_nothing(companies, desk: Person) -> None:
    was = seen(companies.minori, "contacts")
    first, second = (ContactFacts(name, "phone", "06-0000-0119") for name in ("稲森", "松原"))
    edit(companies.minori.id, "contacts", (first,), seen=was, actor=desk, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        edit(companies.minori.id, "contacts", (second,), seen=was, actor=desk, at=NOON)
    assert read_part(companies.minori.id, "contacts") == (first,)
    assert Edit.objects.count() == 1


def test_what_has_faults_leaves_no_edit(companies, desk: Person) -> None:
    with pytest.raises(BadFacts):
        edit(companies.minori.id, "contacts", (ContactFacts("", "phone"),), seen=seen(companies.minori, "contacts"),
             actor=desk, at=NOON)  # fmt: skip
    assert not Edit.objects.exists()


def test_a_company_that_was_withdrawn_is_not_edited(companies, desk: Person) -> None:
    withdraw_many([companies.minori.id], actor=desk, at=NOON)

    with pytest.raises(Customer.DoesNotExist):
        edit(companies.minori.id, "contacts", (), seen=seen(companies.minori, "contacts"), actor=desk, at=NOON)


def test_a_company_that_was_written_in_by_hand_has_an_edit(desk: Person) -> None:
    made = open_by_hand(Facts("towa", "東和精機", "トウワセイキ"), actor=desk, at=NOON)

    with across("tests"):
        assert Before.objects.get(edit=made).said is None
    with pytest.raises(BadFacts, match="すでに"):
        open_by_hand(Facts("towa", "東和精機", "トウワセイキ"), actor=desk, at=NOON)
