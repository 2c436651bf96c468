"""What the tests of the stories share: stories, played as the command plays them."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT, scan_logs
from otasuke.cli.demo.story import play
from otasuke.demo.matters import Matter, fold
from otasuke.demo.stories.script import SENSORS, Sensor, Truth
from otasuke.demo.stories.shelf import story
from otasuke.demo.telling import Played

BOOK = read_folder(str(CONTENT / "advice"))
THIN = 0.006
"""Of what devices write in a day: enough for tests of many tellings."""


@lru_cache
def played(
    number: int, seed: int = 1, *, is_quiet: bool = False, sensors: Set[Sensor] = SENSORS, days_before: int = 15
) -> list[Played]:
    """What was told about each company."""
    with TemporaryDirectory() as folder:
        parts = play(
            story(number, seed),
            Path(folder),
            scan_logs,
            book=BOOK,
            language="ja",
            is_quiet=is_quiet,
            sensors=sensors,
            days_before=days_before,
        )
        return list(parts)


def matter_of(truth: Truth, one: Played) -> Matter | None:
    """The matter about the device that the truth is about."""
    return next((matter for matter in fold(one.told) if matter.device == truth.device), None)


def delay_s(matter: Matter, truth: Truth) -> float:
    """How long after the first certain evidence the first message went out."""
    return (matter.first.at - truth.certain_at).total_seconds()
