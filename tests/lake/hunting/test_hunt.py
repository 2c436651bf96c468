"""A hunt counts everything, keeps as much as it may, says what it covered, and can be stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from lake.cast import FUJI, NOON, SAKURA, event
from lake.hunting.cast import ALL, outcome, write
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.hunt import Limits, hunt
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Condition

ANY = Condition(parse_conditions(["User=花子"], []))


def lake(folder: Path) -> Path:
    for tenant in (SAKURA, FUJI):
        write(folder, *([event(hour, time=NOON + timedelta(hours=hour))] for hour in range(5)), tenant=tenant)
    return folder


def test_everything_is_counted_and_the_first_are_kept(tmp_path: Path) -> None:
    seen = outcome(lake(tmp_path), ANY, Limits(hits=3), tenants=[SAKURA, FUJI])

    assert (seen.answer.found, seen.parts, seen.events, seen.is_whole) == (10, 10, 10, True)
    assert [(hit.tenant, hit.event.record) for hit in seen.answer.hits] == [(FUJI, 0), (SAKURA, 0), (FUJI, 1)]
    assert seen.answer.by_tenant == {SAKURA: 5, FUJI: 5}
    assert (seen.earliest, seen.latest) == (NOON, NOON + timedelta(hours=4))


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_searched(tmp_path: Path) -> None:
    lake(tmp_path)
    parts = parts_of(tmp_path, [SAKURA])
    parts[0].path.unlink()
    parts[1].path.write_bytes(b"x" * 100)

    seen = outcome(tmp_path, ANY)

    assert seen.answer.found == 3
    assert [part for part, _ in seen.unreadable] == parts[:2]
    assert all(reason for _, reason in seen.unreadable)


def test_ctrl_c_ends_it_with_what_was_covered(tmp_path: Path) -> None:
    lake(tmp_path)
    done = []

    def advance() -> None:
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt

    seen = hunt(ANY, parts_of(tmp_path, [SAKURA, FUJI]), replace(ALL, workers=1), advance=advance)

    assert not seen.is_whole
    assert (seen.parts, seen.answer.found) == (3, 3)
