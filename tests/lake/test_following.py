"""A follower gets every segment once, in order, whatever care did meanwhile."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event, send
from otasuke.lake import following
from otasuke.lake.care import care_once
from otasuke.lake.following import ahead_of, forget_follower, hold, let_go, note_position, unread_folder
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle
from otasuke.lake.verify import verify

LATER, MUCH_LATER = NOON + timedelta(hours=2), NOON + timedelta(hours=4)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Three segments with an event each."""
    for number in range(3):
        write(tmp_path, number)
    return tmp_path


def write(lake: Path, number: int, *, at: datetime = NOON) -> None:
    writer = RecentWriter(lake)
    send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number, User=f"u{number}", mac="08:00")]))
    writer.flush(at)
    path = recent_folder(lake) / read_recent(lake).segments[-1].name
    os.utime(path, (at.timestamp(), at.timestamp()))


def records(lake: Path, after: int) -> list[int]:
    segments = ahead_of(lake, after).segments
    return [record for one in segments for batch in one.batches({"record"}) for record in batch["record"].to_pylist()]


def test_what_is_behind_a_number_comes_in_order(lake: Path) -> None:
    assert [one.number for one in ahead_of(lake, 1).segments] == [2, 3]
    assert (records(lake, 0), records(lake, 3), ahead_of(lake, 0).newest) == ([0, 1, 2], [], 3)


def test_of_the_columns_those_come_that_a_segment_has(lake: Path) -> None:
    (batch,) = ahead_of(lake, 2).segments[0].batches({"tenant", "f.mac", "f.nobody"})

    assert batch.to_pylist() == [{"tenant": SAKURA, "f.mac": "08:00"}]


def test_who_was_away_gets_what_was_settled_and_deleted_meanwhile(lake: Path) -> None:
    note_position(lake, "learn", 1)

    for now in (LATER, MUCH_LATER):
        care_once(lake, now=now)
    write(lake, 3, at=MUCH_LATER)

    assert list(recent_folder(lake).glob("*.parquet")) == [recent_folder(lake) / read_recent(lake).segments[0].name]
    assert records(lake, 1) == [1, 2, 3]
    assert list(verify(lake)) == []


def test_what_is_settled_between_two_looks_comes_once(lake: Path) -> None:
    note_position(lake, "learn", 0)
    hold(lake, read_recent(lake).segments)

    assert records(lake, 0) == [0, 1, 2]
    settle(lake, now=LATER)
    assert records(lake, 0) == [0, 1, 2]


def test_what_was_read_is_kept_no_longer_than_by_the_slowest(lake: Path) -> None:
    note_position(lake, "learn", 1)
    note_position(lake, "other", 2)
    settle(lake, now=LATER)

    assert let_go(lake, now=LATER) == 0
    assert [one.number for one in ahead_of(lake, 0).segments] == [2, 3]
    note_position(lake, "learn", 3)
    assert let_go(lake, now=LATER) == 0
    assert [one.number for one in ahead_of(lake, 0).segments] == [3]


def test_where_nobody_follows_nothing_is_kept(lake: Path) -> None:
    note_position(lake, "learn", 0)
    forget_follower(lake, "learn")
    settle(lake, now=LATER)

    assert ahead_of(lake, 0).segments == ()
    assert list(unread_folder(lake).iterdir()) == []


def test_who_stays_away_for_days_finds_what_is_not_too_old_and_care_counts_the_rest(lake: Path) -> None:
    note_position(lake, "learn", 1)
    settle(lake, now=LATER)
    write(lake, 3, at=NOON + timedelta(days=2))
    settle(lake, now=NOON + timedelta(days=2, hours=1))

    cared = care_once(lake, now=NOON + timedelta(days=2, hours=1))

    assert cared.given_up_segments == 2
    assert records(lake, 1) == [3]


def test_of_too_much_the_oldest_goes(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note_position(lake, "learn", 0)
    settle(lake, now=LATER)
    sizes = [one.path.stat().st_size for one in ahead_of(lake, 0).segments]
    monkeypatch.setattr(following, "MOST_UNREAD_BYTES", sum(sizes[1:]))

    assert let_go(lake, now=LATER) == 1
    assert [one.number for one in ahead_of(lake, 0).segments] == [2, 3]


def test_a_position_that_cannot_be_read_keeps_everything(lake: Path) -> None:
    note_position(lake, "learn", 3)
    (unread_folder(lake) / "learn.position").write_bytes(b"\xff")

    settle(lake, now=LATER)

    assert records(lake, 0) == [0, 1, 2]


def test_where_a_file_can_have_one_name_only_there_is_a_copy(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    note_position(lake, "learn", 0)
    monkeypatch.setattr(os, "link", refuse)
    settle(lake, now=LATER)

    assert records(lake, 0) == [0, 1, 2]
    assert all(one.written_at == NOON.astimezone(UTC) for one in ahead_of(lake, 0).segments)
