"""The parts of a company, read and written as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import get_args

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.customers.handling import new_note
from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.models import Site
from otasuke.web.customers.parts import Part, facts_of, kind_of, read_part, write_part
from otasuke.web.customers.policy import CardFacts, ContactFacts, Facts, Handling, PartnerFacts, SiteFacts
from otasuke.web.tenancy.scope import tenant_scope

WEEK = (Open(0, time(9), time(12)), Open(0, time(13), time(18)))
OFFICE = SiteFacts("本社", Hours(WEEK, ((date(2026, 12, 29), date(2027, 1, 3)),)), "577-0011", "", "長田 1-2")
STORE = SiteFacts("倉庫", Hours((), closes_on_holidays=False), phone="06-0000-0119")
VALUES = {
    "facts": Facts("minori", "有限会社みのり坂木工", "ミノリザカモッコウ", employees=12),
    "sites": (STORE, OFFICE),
    "contacts": (ContactFacts("松原", "mail", email="m@minori.example"), ContactFacts("稲森", "phone", "06-0000-0119")),
    "card": CardFacts(
        "弟の健", "090-0000-0119", "二行\nある", (("AnyDesk", "会計士"),), (Expected(time(22), 90, "月次", weekday=4),)
    ),
    "partners": (PartnerFacts("北浜商会", "キタハマショウカイ", ("kitahama.example",)),),
    "handling": Handling(None, ("更新月",)),
}


@pytest.fixture
def desk(database: None) -> Person:
    return Person.objects.create(name="窓口 花")


@pytest.mark.parametrize("part", VALUES)
def test_what_was_written_is_read(companies, desk: Person, part: Part) -> None:
    write_part(companies.minori.id, part, VALUES[part], actor=desk)

    assert read_part(companies.minori.id, part) == VALUES[part]
    assert read_part(companies.kobato.id, part) != VALUES[part]


def test_every_part_has_its_way() -> None:
    assert all(kind_of(part) for part in get_args(Part))


def test_notes_are_a_part_too(companies, desk: Person) -> None:
    note = new_note("朝は留守", by=desk, at=datetime(2026, 11, 23, tzinfo=UTC))
    write_part(companies.minori.id, "notes", (note,), actor=desk)

    assert read_part(companies.minori.id, "notes") == (note,)


def test_a_site_that_stays_is_the_same_row(companies, desk: Person) -> None:
    write_part(companies.minori.id, "sites", (STORE, OFFICE), actor=desk)
    with tenant_scope(companies.minori.id):
        before = Site.objects.get(name="本社").id

    write_part(companies.minori.id, "sites", (replace(OFFICE, phone="06-0000-0118"),), actor=desk)

    with tenant_scope(companies.minori.id):
        assert (Site.objects.get().id, Site.objects.get().phone) == (before, "06-0000-0118")


def test_facts_are_those_of_the_row(companies) -> None:
    assert facts_of(companies.kobato) == Facts("kobato", "こばと歯科医院", "コバトシカイイン")
