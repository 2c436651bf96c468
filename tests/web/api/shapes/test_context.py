"""Contacts, card and partners, as they are written."""

from __future__ import annotations

from datetime import date, time

from otasuke.web.api.shapes.context import CardWritten, ContactWritten, PartnerWritten, card_shown
from otasuke.web.customers.hours import Expected
from otasuke.web.customers.policy import CardFacts, ContactFacts, PartnerFacts


def test_what_is_written_is_what_the_area_wants() -> None:
    card = CardWritten(
        odd_programs=[{"name": "a", "words": "b"}],
        times=[{"kind": "maintenance", "begins": "01:00", "minutes": 5, "words": "x", "day": "2026-11-23"}],
    )

    assert ContactWritten(name="x", channel="sms", phone="1").facts() == ContactFacts("x", "sms", phone="1")
    assert PartnerWritten(name="x", domains=["y"]).facts() == PartnerFacts("x", "", ("y",))
    assert card.facts() == CardFacts(
        odd_programs=(("a", "b"),), times=(Expected(time(1), 5, "x", "maintenance", day=date(2026, 11, 23)),)
    )


def test_where_there_is_no_card_it_is_empty() -> None:
    assert card_shown(None, [], []).model_dump() == {
        "administered_by": "", "administrator_phone": "", "words": "", "odd_programs": [], "times": [],
    }  # fmt: skip
