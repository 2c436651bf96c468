from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from otasuke.demo.stories.old_windows import OLD_WINDOWS
from otasuke.demo.stories.writing import mailboxes_of, write_part
from otasuke.detect.learn.learning import LEARNING
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

PART = OLD_WINDOWS.parts[0]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_writes_the_same_bytes_and_another_one_other_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_part(PART, tmp_path / name, seed=seed)

    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a") != files(tmp_path / "c")


def test_every_record_is_read_and_is_of_that_day_or_of_one_of_the_quiet_days_before(tmp_path: Path) -> None:
    count = write_part(PART, tmp_path, seed=1, days_before=3)

    found = [one for data in files(tmp_path).values() for one in normalise(data, Context(PART.begin))]

    assert all(isinstance(one, Event) for one in found)
    assert len(found) == count
    days = {one.time.astimezone(PART.begin.tzinfo).date() for one in found if isinstance(one, Event) and one.time}
    assert days == {PART.begin.date() - timedelta(days=ago) for ago in range(4)}


def test_a_quiet_day_has_nothing_of_the_story(tmp_path: Path) -> None:
    write_part(PART, tmp_path / "loud", seed=1)
    write_part(PART, tmp_path / "quiet", seed=1, is_quiet=True)

    assert b"KENSA-XP" in files(tmp_path / "loud")["eve.json"]
    assert b"KENSA-XP" not in files(tmp_path / "quiet")["eve.json"]


def test_everybody_has_a_mailbox() -> None:
    assert mailboxes_of(PART.member) == ["info", "inamori", "matsubara", "okabe", "kotani"]


def test_the_quiet_days_before_are_thin_have_nothing_of_the_story_and_are_enough_to_learn_from(tmp_path: Path) -> None:
    write_part(PART, tmp_path, seed=1)

    lines = files(tmp_path)["eve.json"].splitlines()
    before = [line for line in lines if f"{PART.begin:%Y-%m-%dT}".encode() not in line]

    assert len(before) / 15 < (len(lines) - len(before)) / 5
    assert b"KENSA-XP" not in b"".join(before)
    assert len({line[14:24] for line in before}) > LEARNING.days
