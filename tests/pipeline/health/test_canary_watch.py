from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.health.canary_watch import CanaryWatch
from otasuke.pipeline.health.event import CANARY_TENANT, Kind
from otasuke.pipeline.health.watch import BadState

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


class Minutes:
    """A watch over one path, a canary a minute; what it said, and how it is kept through restarts."""

    def __init__(self) -> None:
        self.watch = CanaryWatch()
        self.minute = 0
        self.said: list[str] = []

    def pass_by(self, fates: str, *, late_s: float = 60) -> None:
        """A minute for each fate: f is found at once, l found late, x never."""
        for fate in fates:
            self.minute += 1
            start = self.minute * 60
            self.watch.sent("http", nonce := f"n{self.minute}", at(start))
            if fate in "fl":
                self.watch.detected(nonce, at(start + (0.5 if fate == "f" else late_s)))
            self.watch = CanaryWatch.restored(self.watch.saved())
            events = self.watch.check(at(start + 59))
            self.said += [event.kind for event in events]
            self.watch.confirm(events)


@pytest.mark.parametrize(
    ("fates", "said"),
    [
        ("ffffffffff", []),
        ("fxffxfxxff", []),
        ("ffxxxxxxff", ["canary_missing", "canary_back"]),
        ("xxxxxxxxxx", ["canary_missing"]),
        ("flflflflff", []),
        ("ffllllllff", ["canary_late", "canary_back"]),
        ("fxxxxxfxxxxxf", ["canary_missing", "canary_back", "canary_missing", "canary_back"]),
    ],
)
def test_one_that_is_lost_is_nothing_but_many_in_a_row_are_told_once(fates: str, said: list[str]):
    minutes = Minutes()

    minutes.pass_by(fates)

    assert minutes.said == said


def test_a_missing_path_is_told_within_five_minutes_with_words_and_figures():
    watch = CanaryWatch()
    watch.sent("syslog_udp", "found", at(0))
    watch.detected("found", at(2))
    for minute in range(1, 5):
        watch.sent("syslog_udp", f"n{minute}", at(60 * minute))

    (event,) = watch.check(at(290))

    assert (event.kind, event.tenant, event.sensor) == (Kind.CANARY_MISSING, CANARY_TENANT, "syslog_udp")
    assert event.words == "the last 3 canaries on the path syslog_udp were not detected"
    assert event.since == at(60)
    assert event.figures == {"overdue": 3, "latency_s": 2}


def test_paths_are_watched_apart():
    watch = CanaryWatch()
    for minute in range(10):
        for path in ("http", "fluent"):
            watch.sent(path, f"{path}{minute}", at(60 * minute))
        watch.detected(f"http{minute}", at(60 * minute + 1.5))

    events = watch.check(at(600))

    assert [event.sensor for event in events] == ["fluent"]
    fluent, http = watch.paths
    assert (http.path, http.latency_s, http.problem, http.found_at) == ("http", 1.5, None, at(541.5))
    assert watch.found_at == http.found_at
    assert (fluent.path, fluent.latency_s, fluent.problem) == ("fluent", None, Kind.CANARY_MISSING)


def test_in_a_row_means_since_the_newest_that_was_found_in_whatever_order_they_are():
    watch = CanaryWatch()
    for number in range(8):
        watch.sent("http", str(number), at(10 * number))
    watch.detected("6", at(70))
    watch.detected("1", at(71))

    events = watch.check(at(300))

    assert events == []


def test_a_door_that_was_shut_on_purpose_is_not_missed():
    watch = CanaryWatch()
    for minute in range(10):
        watch.sent("http", str(minute), at(60 * minute))

    watch.forget("http")
    watch.forget("never-open")

    assert watch.check(at(3600)) == []
    assert watch.paths == ()


def test_a_canary_that_is_found_twice_or_was_never_sent_changes_nothing():
    watch = CanaryWatch()
    watch.sent("http", "a", at(0))
    watch.detected("a", at(1))
    before = watch.saved()

    watch.detected("a", at(500))
    watch.detected("forged", at(500))

    assert watch.saved() == before


def test_a_clock_that_is_set_back_makes_no_latency_below_zero():
    watch = CanaryWatch()
    watch.sent("http", "a", at(0))

    watch.detected("a", at(-3600))

    assert watch.paths[0].latency_s == 0


def test_what_was_not_confirmed_is_told_again_after_a_restart():
    watch = CanaryWatch()
    for minute in range(5):
        watch.sent("http", str(minute), at(60 * minute))
    told = watch.check(at(400))

    restarted = CanaryWatch.restored(watch.saved())

    assert told
    assert restarted.check(at(401)) == told


def test_a_path_that_never_finds_anything_does_not_fill_the_memory():
    watch = CanaryWatch()
    for minute in range(10_000):
        watch.sent("http", str(minute), at(60 * minute))

    assert len(watch.saved()) < 5_000
    assert watch.paths[0].lost > 9_000


@given(
    st.lists(
        st.tuples(st.sampled_from(["sent", "detected", "check"]), st.integers(0, 8), st.floats(-100, 1000)), max_size=80
    )
)
def test_no_order_of_things_breaks_it(steps: list[tuple[str, int, float]]) -> None:
    watch, clock = CanaryWatch(), 0.0
    for what, number, passed_s in steps:
        clock += passed_s
        if what == "sent":
            watch.sent(f"path{number % 2}", f"n{number}-{clock}", at(clock))
        elif what == "detected":
            watch.detected(f"n{number}-{clock - passed_s}", at(clock))
        else:
            watch.check(at(clock))

        assert CanaryWatch.restored(watch.saved()).saved() == watch.saved()
        assert len({event.id for event in watch.check(at(clock))}) == len(watch.check(at(clock)))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"version": 2}', b'{"version": 1, "paths": {"a": {"x": 1}}, "outbox": []}']
)
def test_other_bytes_are_no_state(data: bytes):
    with pytest.raises(BadState):
        CanaryWatch.restored(data)
