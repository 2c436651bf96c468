"""Taking companies in from a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.importing import BadSheet, Outdated, preview, take_in
from otasuke.web.customers.importing import companies as all_companies
from otasuke.web.customers.models import Customer
from otasuke.web.customers.parts import facts_of
from otasuke.web.customers.sheet import Sheet, read_sheet, write_sheet
from otasuke.web.tenancy.scope import across

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
FILE = "テナント,名前,よみ,社員\ntowa,東和精機,トウワセイキ,38\nminori,有限会社みのり坂木工,みのりざかもっこう,12\nkobato,こばと歯科医院,コバトシカイイン,\n"


@pytest.fixture
def clerk(database: None) -> Person:
    return Person.objects.create(name="事務 桜")


def sheet(text: str = FILE) -> Sheet:
    return read_sheet(text.encode("cp932"))


def names() -> dict[str, int | None]:
    with across("tests"):
        return dict(Customer.objects.order_by("tenant").values_list("tenant", "employees"))


def test_a_preview_says_what_each_line_would_do_and_writes_nothing(companies) -> None:
    told = [(one.line, one.kind, one.fields) for one in preview(sheet())]

    assert told == [(2, "new", ()), (3, "changed", ("employees",)), (4, "same", ())]
    assert names() == {"kobato": None, "minori": None}


def test_what_was_agreed_to_is_done_and_stands_in_the_logs(companies, clerk: Person) -> None:
    take_in(sheet(), preview(sheet()), actor=clerk, at=NOON)

    assert names() == {"kobato": None, "minori": 12, "towa": 38}
    with across("tests"):
        verbs = list(AuditLine.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["customer.opened", "customer.changed", "customers.taken_in"]


def test_taking_a_file_in_again_changes_nothing(companies, clerk: Person) -> None:
    take_in(sheet(), preview(sheet()), actor=clerk, at=NOON)

    assert {one.kind for one in preview(sheet())} == {"same"}


def test_a_file_with_a_fault_is_refused_as_a_whole(companies, clerk: Person) -> None:
    bad = sheet(FILE + "x,エックス,エックス,多い\n")

    with pytest.raises(BadSheet, match="5: 社員"):
        take_in(bad, (), actor=clerk, at=NOON)
    assert names() == {"kobato": None, "minori": None}


def test_what_changed_since_the_preview_is_not_overwritten(companies, clerk: Person) -> None:
    agreed = preview(sheet())
    with across("tests"):
        companies.minori.employees = 13
        companies.minori.save()

    with pytest.raises(Outdated):
        take_in(sheet(), agreed, actor=clerk, at=NOON)
    assert names() == {"kobato": None, "minori": 13}


def test_an_export_taken_in_changes_nothing(companies) -> None:
    exported = read_sheet(write_sheet(all_companies()))

    assert [one.kind for one in preview(exported)] == ["same", "same"]
    assert [one.tenant for one in all_companies()] == ["kobato", "minori"]
    assert facts_of(companies.minori).name == "有限会社みのり坂木工"


def test_a_field_without_a_column_stays_and_has_to_fit_what_the_file_says(companies, clerk: Person) -> None:
    with across("tests"):
        companies.minori.municipality = "272272"
        companies.minori.save()

    take_in(sheet(), preview(sheet()), actor=clerk, at=NOON)

    with across("tests"):
        assert Customer.objects.get(tenant="minori").municipality == "272272"
    with pytest.raises(BadSheet, match="2: 市区町村"):
        preview(sheet("テナント,名前,よみ,都道府県\nminori,みのり,ミノリ,東京\n"))
