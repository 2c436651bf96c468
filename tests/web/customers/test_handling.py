"""What staff keep for themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.handling import handle, new_note, set_notes
from otasuke.web.customers.models import Customer, Note
from otasuke.web.customers.policy import Handling
from otasuke.web.tenancy.scope import tenant_scope

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def desk(database: None) -> Person:
    return Person.objects.create(name="窓口 花")


def test_somebody_looks_after_a_company_and_it_has_labels(companies, desk: Person) -> None:
    handle(companies.minori.id, Handling(desk.id, ("更新月", "要電話")), actor=desk)

    with tenant_scope(companies.minori.id):
        kept = Customer.objects.get()
        assert (kept.assigned_to_id, kept.labels) == (desk.id, ["更新月", "要電話"])
        assert AuditLine.objects.get().verb == "customer.handled"
        assert "更新月" not in AuditLine.objects.get().line


@pytest.mark.parametrize("labels", [("",), ("x" * 31,), ("a", "a"), tuple(map(str, range(11))), ("a\nb",)])
def test_labels_that_cannot_be_are_refused(companies, desk: Person, labels: tuple[str, ...]) -> None:
    with pytest.raises(BadFacts):
        handle(companies.minori.id, Handling(None, labels), actor=desk)


def test_notes_are_written_and_go(companies, desk: Person) -> None:
    first, second = (new_note(words, by=desk, at=NOON) for words in (" 朝は留守 ", "裏口から"))
    set_notes(companies.minori.id, [first, second], actor=desk)
    set_notes(companies.minori.id, [second], actor=desk)

    with tenant_scope(companies.minori.id):
        assert list(Note.objects.values_list("words", flat=True)) == ["裏口から"]
    with tenant_scope(companies.kobato.id):
        assert not Note.objects.exists()


def test_an_empty_note_is_refused(companies, desk: Person) -> None:
    for words in (" ", "x" * 2001, "\0"):
        with pytest.raises(BadFacts):
            new_note(words, by=desk, at=NOON)
