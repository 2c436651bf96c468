"""What counts for everybody is seen of everybody, what counts for one tenant of him alone, and nobody's own name of him."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pyarrow as pa

from detect.indicators.cast import NOON, columns
from detect.indicators.watchlists import watchlist_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lookout import Lookout
from otasuke.detect.indicators.observables import Observable, parse_observable
from otasuke.detect.indicators.watchlist import read_watchlist


def listed(*texts: str, about: About = About("list", 50)) -> dict[Observable, About]:  # noqa: B008  it is frozen
    return {parse_observable(text): about for text in texts}


def lookout(
    everybody: Mapping[Observable, About],
    of_tenant: Mapping[str, Mapping[Observable, About]] | None = None,
    own: Mapping[str, list[str]] | None = None,
) -> Lookout:
    return Lookout(read_watchlist(watchlist_of(everybody, of_tenant, own)))


def asked(name: str, *tenants: str, minutes: int = 0) -> list[pa.RecordBatch]:
    """Somebody of each tenant asks for a name."""
    start = NOON + timedelta(minutes=minutes)
    return [columns([{"src_ip": "192.168.1.2", "query": name}], tenant=tenant, start=start) for tenant in tenants]


def seen(lookout: Lookout, batches: list[pa.RecordBatch]) -> list[tuple[str, str]]:
    return [(one.tenant, one.indicator.value) for one in lookout.sightings(batches)]


def test_a_list_for_everybody_counts_for_everybody() -> None:
    found = seen(lookout(listed("evil.com")), asked("evil.com", "fuji", "sakura"))

    assert sorted(found) == [("fuji", "evil.com"), ("sakura", "evil.com")]


def test_a_list_of_a_tenant_counts_for_him_alone() -> None:
    found = lookout({}, {"sakura": listed("play.com"), "fuji": listed("shop.com")})

    assert seen(found, asked("play.com", "fuji", "sakura", "nobody")) == [("sakura", "play.com")]
    assert seen(found, asked("shop.com", "fuji", "sakura", "nobody")) == [("fuji", "shop.com")]


def test_what_a_tenants_list_says_counts_not_what_anothers_says() -> None:
    """Both list it, one of them no longer."""
    past = About("list", 50, valid_until=NOON - timedelta(days=1))
    found = lookout({}, {"sakura": listed("play.com"), "fuji": listed("play.com", about=past)})

    assert seen(found, asked("play.com", "fuji", "sakura")) == [("sakura", "play.com")]


def test_of_two_lists_with_the_same_the_graver_is_told() -> None:
    found = lookout(listed("evil.com"), {"sakura": listed("evil.com", about=About("own", 90))})

    told = found.sightings(asked("evil.com", "fuji", "sakura"))

    assert {one.tenant: one.indicator.about.source for one in told} == {"fuji": "list", "sakura": "own"}


def test_a_tenants_own_names_are_no_indicators_for_him() -> None:
    found = lookout(listed("www.fuji.jp", "203.0.113.5"), own={"fuji": ["fuji.jp", "203.0.113.0/29"]})

    assert seen(found, asked("www.fuji.jp", "fuji", "sakura")) == [("sakura", "www.fuji.jp")]
    assert seen(found, asked("203.0.113.5", "fuji", "sakura")) == [("sakura", "203.0.113.5")]


def test_they_come_in_the_order_of_their_first_events() -> None:
    found = lookout(listed("evil.com"), {"sakura": listed("play.com")})

    batches = [*asked("evil.com", "sakura", minutes=9), *asked("play.com", "sakura", minutes=3)]

    assert seen(found, batches) == [("sakura", "play.com"), ("sakura", "evil.com")]


def test_nothing_is_seen_of_nothing() -> None:
    assert lookout({}).sightings(asked("evil.com", "sakura")) == []
    assert lookout(listed("evil.com"), {"sakura": listed("play.com")}).sightings([]) == []
