"""The catalogue comes back as it was written, and says what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from otasuke.pipeline.indicators.catalogue import (
    BadCatalogue,
    Catalogue,
    ListRecord,
    is_list_name,
    list_name_of,
    read_catalogue,
    write_catalogue,
)
from pipeline.cast import NOW

FEED = ListRecord("feed", "", "a" * 64, 9, NOW, url="https://lists.example.jp/key", every_s=3600, tried_at=NOW)


def test_a_catalogue_comes_back_as_it_was_written() -> None:
    block = replace(FEED, name="block", tenant="sakura", url="", problem="gone", failures=2, fetched_at=NOW)
    catalogue = Catalogue().with_list(FEED).with_list(block).with_own("fuji", ("fuji.jp",))

    assert read_catalogue(write_catalogue(catalogue)) == catalogue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"version":2,"lists":{},"own":{}}',
        b'{"version":1,"lists":{"a":{}},"own":{}}',
        write_catalogue(Catalogue().with_list(replace(FEED, name="../feed"))),
        write_catalogue(Catalogue().with_list(replace(FEED, digest="../feed"))),
    ],
)
def test_what_is_no_catalogue_is_not_taken_for_one(data: bytes) -> None:
    with pytest.raises(BadCatalogue):
        read_catalogue(data)


def test_what_is_changed_leaves_all_else_as_it_is() -> None:
    catalogue = Catalogue().with_list(FEED).with_own("fuji", ("fuji.jp",)).with_own("sakura", ("sakura.jp",))

    assert catalogue.without("feed").lists == {}
    assert catalogue.with_list(replace(FEED, count=10)).lists["feed"].count == 10
    assert catalogue.with_own("fuji", ()).own == {"sakura": ("sakura.jp",)}
    assert catalogue.lists == {"feed": FEED}


@pytest.mark.parametrize(
    ("record", "after", "is_due"),
    [
        (FEED, timedelta(minutes=59), False),
        (FEED, timedelta(minutes=60), True),
        (FEED, timedelta(minutes=-1), True),
        (replace(FEED, tried_at=None), timedelta(), True),
        (replace(FEED, url=""), timedelta(days=9), False),
        (replace(FEED, failures=1), timedelta(minutes=4), False),
        (replace(FEED, failures=1), timedelta(minutes=5), True),
        (replace(FEED, failures=2), timedelta(minutes=9), False),
        (replace(FEED, failures=99), timedelta(minutes=60), True),
    ],
)
def test_a_list_is_due_after_its_time_and_sooner_after_a_failure(
    record: ListRecord, after: timedelta, is_due: bool
) -> None:
    assert record.is_due(NOW + after) is is_due


def test_a_list_can_be_called_after_its_file() -> None:
    assert list_name_of("Feodo Tracker (2026).CSV") == "feodo-tracker-2026-.csv"
    assert list_name_of("一覧") == ""
    assert is_list_name("feed-1.csv")
    assert not any(map(is_list_name, ("", ".x", "a/b", "A", "a" * 65)))


def test_a_key_in_an_address_is_kept_for_the_next_time() -> None:
    assert orjson.loads(write_catalogue(Catalogue().with_list(FEED)))["lists"]["feed"]["url"].endswith("/key")
