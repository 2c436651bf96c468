"""What the tests of the stories share: a story, played as the command plays it."""

from __future__ import annotations

from pathlib import Path

from otasuke.advice.sheet import Language
from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT, scan_logs
from otasuke.cli.demo.story import Played, play
from otasuke.demo.matters import Matter, fold
from otasuke.demo.stories.script import Shown, Truth

BOOK = read_folder(str(CONTENT / "advice"))


def played(story: Shown, folder: Path, *, is_quiet: bool = False, language: Language = "ja") -> list[Played]:
    """What was told about each company."""
    return list(play(story, folder, scan_logs, book=BOOK, language=language, is_quiet=is_quiet))


def matter_of(truth: Truth, one: Played) -> Matter:
    """The matter about the device that the truth is about."""
    (found,) = [matter for matter in fold(one.told) if matter.device == truth.device]
    return found
