from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from otasuke.demo.stories.script import MailHost, Sensor
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.stories.writing import file_owner, write_part
from otasuke.detect.learn.learning import LEARNING
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

PART = STORIES[1].parts[0]


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


def test_the_quiet_days_before_are_thin_have_nothing_of_the_story_and_are_enough_to_learn_from(tmp_path: Path) -> None:
    write_part(PART, tmp_path, seed=1)

    lines = files(tmp_path)["eve.json"].splitlines()
    before = [line for line in lines if f"{PART.begin:%Y-%m-%dT}".encode() not in line]

    assert len(before) / 15 < (len(lines) - len(before)) / 5
    assert b"KENSA-XP" not in b"".join(before)
    assert len({line[14:24] for line in before}) > LEARNING.days


def test_a_company_with_fewer_sensors_has_fewer_files_and_those_of_an_earlier_telling_are_gone(tmp_path: Path) -> None:
    write_part(PART, tmp_path, seed=1, days_before=0)
    write_part(PART, tmp_path, seed=1, days_before=0, sensors={Sensor.FORTIGATE, Sensor.MAIL})

    assert set(files(tmp_path)) == {"FGT-40F.log", "mail.log"}


def test_mail_at_microsoft_365_is_in_its_own_file(tmp_path: Path) -> None:
    cloud = replace(PART, member=replace(PART.member, mail=MailHost.M365))
    write_part(cloud, tmp_path, seed=1, days_before=0, sensors={Sensor.MAIL})

    assert set(files(tmp_path)) == {"m365.ndjson"}


def test_a_clock_that_is_fast_writes_the_same_later(tmp_path: Path) -> None:
    fast = replace(PART, member=replace(PART.member, clocks={"mimamori": 90}))
    for name, part in (("right", PART), ("fast", fast)):
        write_part(part, tmp_path / name, seed=1, days_before=0, sensors={Sensor.SURICATA})

    assert b"2026-11-24T00:12:05" in lease_line(tmp_path / "right")
    assert b"2026-11-24T00:13:35" in lease_line(tmp_path / "fast")


def lease_line(folder: Path) -> bytes:
    return next(line for line in files(folder)["eve.json"].splitlines() if b"KENSA-XP" in line)


def test_it_is_known_which_device_wrote_a_file() -> None:
    owners = [
        file_owner(PART.member, Path(name)) for name in ("eve.json", "KEIRI-01.ndjson", "mail.log", "m365.ndjson")
    ]

    assert owners == ["mimamori", "KEIRI-01", "mail", "mail"]


def test_ordinary_life_writes_more_of_the_same_days(tmp_path: Path) -> None:
    counts = [write_part(PART, tmp_path / str(life), seed=1, days_before=6, life=life) for life in (False, True)]

    assert counts[0] < counts[1]
