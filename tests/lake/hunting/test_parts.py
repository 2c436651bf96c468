"""The parts to search are those of the tenants that were named, within the time, the oldest first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from lake.hunting.cast import found, write
from otasuke.events.names import BadName
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Condition
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle

ANY = Condition(parse_conditions(["User=花子"], []))


def test_parts_are_of_the_named_tenants_and_the_oldest_comes_first(tmp_path: Path) -> None:
    write(tmp_path, [event(time=NOON + timedelta(hours=2))], [event(time=NOON)], tenant=SAKURA)
    write(tmp_path, [event(time=NOON + timedelta(hours=1))], tenant=FUJI)

    def named(*tenants: str, hours: int = 0) -> list[tuple[str, int]]:
        parts = parts_of(tmp_path, tenants or None, since=NOON + timedelta(hours=hours))
        return [(one.owners[0][0], one.earliest.hour) for one in parts]

    assert named(SAKURA, FUJI) == [(SAKURA, 12), (FUJI, 13), (SAKURA, 14)]
    assert named() == named(SAKURA, FUJI)
    assert named(FUJI) == [(FUJI, 13)]
    assert named(SAKURA, hours=1) == [(SAKURA, 14)]
    assert named("nobody") == []


def test_recent_events_that_share_a_file_are_each_found_once_under_their_tenant(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    send(writer, "m1", (SAKURA, "b1", [event(1), event(2)]), (FUJI, "b2", [event(3)]), ("third", "b3", [event(4)]))
    writer.flush(now=NOON)

    assert found(tmp_path, ANY, tenants=[FUJI]) == [3]
    assert found(tmp_path, ANY, tenants=[SAKURA, "third"]) == [1, 2, 4]
    (shared,) = parts_of(tmp_path, None)
    assert [shared.owner_of(row) for row in range(4)] == [FUJI, SAKURA, SAKURA, "third"]
    assert found(tmp_path, ANY, tenants=None) == [1, 2, 3, 4]


def test_settled_events_are_found_once(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    send(writer, "m1", (SAKURA, "b1", [event(1)]), (FUJI, "b2", [event(3)]))
    writer.flush(now=NOON)
    settle(tmp_path, now=NOON + timedelta(hours=2))

    assert found(tmp_path, ANY, tenants=None) == [1, 3]
    assert found(tmp_path, ANY, tenants=[FUJI]) == [3]


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadName):
        parts_of(tmp_path, ["../x"])
