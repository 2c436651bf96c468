from __future__ import annotations

from datetime import date, timedelta

import pytest

from otasuke.pipeline.tenant_book import TenantBook
from pipeline.cast import NOW
from pipeline.tenant_cast import WHOAMI_ID, off, value_of

TODAY = NOW.date()


def book_of(**values):
    book = TenantBook()
    for tenant, value in values.items():
        book.change(tenant, value)
    return book


def test_it_knows_what_was_set_and_what_is_usual():
    book = book_of(sakura=value_of(off(), zone="Europe/Berlin", days=90))

    assert list(book.rules_off("sakura")) == [WHOAMI_ID]
    assert (book.zone("sakura"), book.zone("fuji")) == ("Europe/Berlin", "Asia/Tokyo")
    kept = book.retention(TODAY, usual_days=400)
    assert kept("sakura") == TODAY - timedelta(days=90)
    assert kept("fuji") == TODAY - timedelta(days=400)


def test_what_is_taken_back_is_as_usual():
    book = book_of(sakura=value_of(off(), days=90))
    assert book.has_rules_off

    book.change("sakura", value_of())
    assert not book.has_rules_off
    book.change("sakura", None)
    book.change("stranger", None)

    assert book.values() == {}
    assert book.rules_off("sakura") == {}
    assert book.retention(TODAY, usual_days=30)("sakura") == date(2026, 10, 25)


def test_a_record_that_cannot_be_read_leaves_what_was_known():
    book = book_of(sakura=value_of(off(), days=90))

    with pytest.raises(ValueError):
        book.change("sakura", b"what")

    assert list(book.rules_off("sakura")) == [WHOAMI_ID]
    assert book.retention(TODAY, usual_days=400)("sakura") == TODAY - timedelta(days=90)


def test_nothing_is_thrown_away_of_a_tenant_whose_settings_nobody_can_read():
    book = TenantBook()
    with pytest.raises(ValueError):
        book.change("sakura", b"what")

    assert book.retention(TODAY, usual_days=30)("sakura") is None
    assert book.values() == {"sakura": b"what"}, "so that it is known after a restart too"


def test_for_how_long_somebody_is_learnt_is_known_where_it_was_set():
    book = TenantBook()
    book.change("sakura", value_of(learning=0))

    assert (book.learning_days("sakura"), book.learning_days("fuji")) == (0, None)
