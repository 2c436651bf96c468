"""Many companies at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.many import change_many, handle_many, open_many, withdraw_many
from otasuke.web.customers.models import Customer
from otasuke.web.customers.parts import facts_of
from otasuke.web.customers.policy import ContactFacts, Facts, Handling
from otasuke.web.customers.selectors import search_customers
from otasuke.web.customers.services import set_contacts
from otasuke.web.tenancy.scope import across, tenant_scope

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
TWO = [Facts("towa", "東和精機", "トウワセイキ"), Facts("hoshimi", "星見町印刷", "ホシミチョウインサツ")]


@pytest.fixture
def clerk(database: None) -> Person:
    return Person.objects.create(name="事務 桜")


def verbs() -> list[str]:
    with across("tests"):
        return list(AuditLine.objects.exclude(customer=None).order_by("id").values_list("verb", flat=True))


def test_each_company_gets_its_line_in_its_own_chain(clerk: Person) -> None:
    made = open_many(TWO, actor=clerk)

    for one in made:
        with tenant_scope(one):
            line = AuditLine.objects.get()
            assert (line.verb, line.number) == ("customer.opened", 1)
            assert str(clerk.id) in line.line


def test_what_changed_is_found_by_its_new_name(companies, clerk: Person) -> None:
    change_many({companies.minori.id: replace(facts_of(companies.minori), name="青空建具")}, actor=clerk)

    assert [one.id for one in search_customers("青空")] == [companies.minori.id]
    with tenant_scope(companies.minori.id):
        assert '"fields":"name"' in AuditLine.objects.get().line


def test_a_name_that_is_taken_takes_nothing_in(companies, clerk: Person) -> None:
    with pytest.raises(BadFacts, match="すでに"):
        open_many([*TWO, facts_of(companies.kobato)], actor=clerk)
    with across("tests"):
        assert Customer.objects.count() == 2


def test_a_company_on_which_something_hangs_is_not_withdrawn(companies, clerk: Person) -> None:
    set_contacts(companies.minori.id, [ContactFacts("稲森", "phone", "06-0000-0119")], actor=clerk)

    gone = withdraw_many([companies.minori.id, companies.kobato.id], actor=clerk, at=NOON)

    assert gone == {companies.kobato.id}
    assert search_customers("こばと") == []
    assert verbs() == ["contacts.set", "customer.withdrawn"]


def test_a_company_that_somebody_looks_after_is_not_withdrawn(companies, clerk: Person) -> None:
    handle_many({companies.minori.id: Handling(clerk.id)}, actor=clerk)

    assert withdraw_many([companies.minori.id], actor=clerk, at=NOON) == frozenset()


def test_what_was_withdrawn_comes_back_with_its_chain(companies, clerk: Person) -> None:
    withdraw_many([companies.kobato.id], actor=clerk, at=NOON)

    made = open_many([replace(facts_of(companies.kobato), name="こばと医院"), TWO[0]], actor=clerk)

    assert companies.kobato.id in made
    with tenant_scope(companies.kobato.id):
        kept = Customer.objects.get()
        assert (kept.name, kept.withdrawn_at) == ("こばと医院", None)
        assert AuditLine.objects.count() == 2


def test_labels_that_cannot_be_are_refused_for_all(companies, clerk: Person) -> None:
    with pytest.raises(BadFacts):
        handle_many({companies.minori.id: Handling(), companies.kobato.id: Handling(None, ("",))}, actor=clerk)
