from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from otasuke.pipeline.health.event import HealthEvent
from otasuke.pipeline.health.keeper import HealthKeeper
from otasuke.pipeline.log import Log
from pipeline.health import cast
from pipeline.health.cast import MONDAY, reports

STOPPED = MONDAY + timedelta(weeks=3)
SILENT = Log("health", write=lambda _: None)
MINUTE = timedelta(minutes=1)


def grown(file: Path) -> HealthKeeper:
    """A keeper that has seen a UTM of sakura for three weeks, and a canary now."""
    keeper = HealthKeeper(file, log=SILENT)
    for at in reports(cast.utm, MONDAY, STOPPED):
        keeper.silence.seen("sakura", "utm", at, 10)
    keeper.check(STOPPED)
    return keeper


def look(keeper: HealthKeeper, until: datetime, *, canaries: bool) -> list[HealthEvent]:
    """Look every minute, with canaries that are found or without; what was said."""
    said = {}
    at = STOPPED
    while (at := at + MINUTE) <= until:
        keeper.canaries.sent("http", nonce := str(at), at)
        if canaries or at == STOPPED + MINUTE:
            keeper.canaries.detected(nonce, at)
        said |= {event.id: event for event in keeper.check(at)}
    return list(said.values())


def kinds(events: list[HealthEvent]) -> list[str]:
    return [event.kind for event in events]


def test_both_watches_are_heard(tmp_path: Path):
    keeper = grown(tmp_path / "health")

    said = look(keeper, STOPPED + 30 * MINUTE, canaries=True)

    assert kinds(said) == ["sensor_silent"]


def test_where_not_even_canaries_are_found_no_sensor_is_called_silent(tmp_path: Path):
    keeper = grown(tmp_path / "health")

    said = look(keeper, STOPPED + 300 * MINUTE, canaries=False)

    assert kinds(said) == ["canary_missing"]


def test_canaries_that_have_been_missing_for_hours_hide_nothing_any_more(tmp_path: Path):
    keeper = grown(tmp_path / "health")

    said = look(keeper, STOPPED + 420 * MINUTE, canaries=False)

    assert sorted(kinds(said)) == ["canary_missing", "sensor_silent"]


def test_after_a_hard_kill_it_goes_on_with_what_was_not_confirmed(tmp_path: Path):
    keeper = grown(tmp_path / "health")
    (silent,) = look(keeper, STOPPED + 30 * MINUTE, canaries=True)

    killed = HealthKeeper(tmp_path / "health", log=SILENT)
    again = killed.check(STOPPED + 31 * MINUTE)
    killed.confirm(again)
    killed.save()
    confirmed = HealthKeeper(tmp_path / "health", log=SILENT)

    assert again == [silent]
    assert confirmed.check(STOPPED + 32 * MINUTE) == []
    assert confirmed.silence.silent == (("sakura", "utm"),)


def test_who_is_behind_says_up_to_when_it_has_heard(tmp_path: Path):
    keeper = grown(tmp_path / "health")

    said = [event for number in range(60) for event in keeper.check(STOPPED + number * MINUTE, heard_until=STOPPED)]

    assert said == []


@pytest.mark.parametrize("broken", [b"", b"\xc1", b"\x92\x01\x02", b"\x92\xc4\x00\xc4\x00", b"x" * 1000])
def test_a_broken_file_is_put_aside_and_told(tmp_path: Path, broken: bytes):
    file, said = tmp_path / "health", []
    file.write_bytes(broken)

    keeper = HealthKeeper(file, log=Log("health", write=said.append))
    keeper.save()

    assert keeper.silence.sensors == 0
    assert (tmp_path / "health.broken").read_bytes() == broken
    assert json.loads(said[0])["event"] == "health.state_broken"
    assert HealthKeeper(file, log=SILENT).silence.sensors == 0


def test_nobody_tells_the_watches_anything_while_it_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    keeper = HealthKeeper(tmp_path / "health", log=SILENT)
    held = []
    save = HealthKeeper.save
    monkeypatch.setattr(HealthKeeper, "save", lambda one: (held.append(one.lock.locked()), save(one)))

    keeper.check(STOPPED)

    assert held == [True]
    assert not keeper.lock.locked()


def test_a_canary_is_known_before_it_is_sent(tmp_path: Path):
    keeper = HealthKeeper(tmp_path / "health", log=SILENT)

    keeper.sent("http", "a", STOPPED)

    assert [path.path for path in keeper.canaries.paths] == ["http"]
