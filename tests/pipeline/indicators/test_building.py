"""A watchlist is made of lists: each for those for whom it is, with an end for addresses; what did not change stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from otasuke.detect.indicators.lists import BadList, read_list
from otasuke.detect.indicators.watchlist import Watchlist, read_watchlist
from otasuke.pipeline.indicators import building as module
from otasuke.pipeline.indicators.building import Builder, TooManyIndicators, aged
from otasuke.pipeline.indicators.catalogue import Catalogue
from pipeline.cast import NOW
from pipeline.indicators.shelves import ALLOWED, record_of

CONTENTS = {
    "feed": b"evil.com\n203.0.113.5\n8.8.8.8\n",
    "more": b"value,confidence,source\nevil.com,90,JPCERT\n",
    "block": b"play.com\nwww.sakura.jp\n",
    "fujis": b"shop.com\n",
}
FEED = record_of("feed", CONTENTS["feed"])
MORE = record_of("more", CONTENTS["more"])
BLOCK = record_of("block", CONTENTS["block"], tenant="sakura")
FUJIS = record_of("fujis", CONTENTS["fujis"], tenant="fuji")


class Reading:
    """Says what of the contents was read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, record):
        self.read.append(record.name)
        return read_list(CONTENTS[record.name], record.name)


def catalogue_of(*records, own=None):
    return Catalogue({one.name: one for one in records}, own or {})


def built(*records, own=None, before=None, reading=None):
    builder = Builder(reading or Reading(), ALLOWED, before or Watchlist())
    return builder.build(catalogue_of(*records, own=own), now=NOW)


def values(indicators):
    return sorted(one.value for one in indicators)


def test_everybodys_lists_are_together_and_each_tenants_are_his():
    found = built(FEED, MORE, BLOCK, FUJIS, own={"sakura": ("sakura.jp",)})

    watchlist = read_watchlist(found.data)
    assert values(watchlist.everybody) == ["203.0.113.5", "evil.com"]
    assert {tenant: values(one) for tenant, one in watchlist.of_tenant.items()} == {
        "fuji": ["shop.com"],
        "sakura": ["play.com"],
    }
    assert values(watchlist.any_tenant) == ["play.com", "shop.com"]
    assert (watchlist.own, found.count) == ({"sakura": ("sakura.jp",)}, 4)
    assert dict(found.refused) == {"public resolvers": 1, "the customer's own": 1}


def test_an_indicator_says_which_list_it_is_on_and_what_that_says():
    (evil,) = [one for one in read_watchlist(built(FEED, MORE).data).everybody if one.value == "evil.com"]

    assert (evil.about.source, evil.about.confidence) == ("more: JPCERT", 90)


def test_addresses_without_an_end_count_for_the_days_of_their_list_and_all_else_for_ever():
    texts = (
        b"value,valid_until\nevil.com,\n203.0.113.5,\n203.0.113.0/24,\n203.0.113.6,2027-06-01\nhttp://203.0.113.7/x,\n"
    )

    found = aged(read_list(texts, "feed"), replace(FEED, days=30)).indicators

    ends = {str(getattr(one, "network", one)): about.valid_until for one, about in found.items()}
    assert ends["203.0.113.5/32"] == ends["203.0.113.0/24"] == NOW + timedelta(days=30)
    assert ends["203.0.113.6/32"] == datetime(2027, 6, 1, tzinfo=UTC)
    assert [end for end in ends.values() if end is None] == [None, None]


def test_addresses_of_a_list_that_says_so_count_always():
    (_, about), *_ = aged(read_list(b"203.0.113.5\n", "feed"), replace(FEED, days=0)).indicators.items()

    assert about.valid_until is None


def test_only_what_changed_is_made_anew():
    before = read_watchlist(built(FEED, BLOCK, FUJIS).data)

    def read_for(*records, own=None):
        reading = Reading()
        built(*records, own=own, before=before, reading=reading)
        return reading.read

    assert read_for(FEED, BLOCK, FUJIS) == []
    assert read_for(FEED, BLOCK) == []
    assert read_for(FEED, MORE, BLOCK, FUJIS) == ["feed", "more"]
    assert read_for(FEED, BLOCK, FUJIS, own={"fuji": ("fuji.jp",)}) == ["fujis"]
    assert read_for(replace(FEED, counts_from=NOW + timedelta(days=2)), BLOCK, FUJIS) == ["feed"]
    assert read_for(replace(FEED, tried_at=NOW, problem="x"), BLOCK, FUJIS) == []


def test_the_same_lists_give_the_same_watchlist():
    before = built(FEED, BLOCK)

    assert built(FEED, BLOCK).data == before.data
    assert built(FEED, BLOCK, before=read_watchlist(before.data)).data == before.data


def test_what_is_taken_over_is_looked_for_as_before():
    before = read_watchlist(built(FEED, BLOCK, FUJIS).data)

    after = read_watchlist(built(FEED, FUJIS, before=before).data)

    assert (values(after.everybody), values(after.any_tenant)) == (["203.0.113.5", "evil.com"], ["shop.com"])


def test_too_many_indicators_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(module, "MOST_INDICATORS", 3)
    reading = Reading()

    with pytest.raises(TooManyIndicators, match="4 indicators are more than 3"):
        built(FEED, FUJIS, reading=reading)
    assert reading.read == []


def test_a_list_that_is_none_is_told():
    builder = Builder(lambda _: read_list(b"{"), ALLOWED)

    with pytest.raises(BadList):
        builder.build(catalogue_of(FEED), now=NOW)
