"""One full data folder and its backup for all tests of a file: tests that harm a backup harm a copy of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.backups.full import answers, fill, settings_of, up
from otasuke.local.backups.making import Made, make_backup

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Original:
    """folder: a data folder, stopped; place: of its backup, that was made while it ran; answers: what it answered."""

    folder: Path
    place: Path
    made: Made
    said: list[str]
    answers: dict[str, object]


@pytest.fixture
def enterable() -> Iterator[Path]:
    """An empty folder with a short path that other accounts may enter."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        Path(name).chmod(0o755)
        folder, place, said = Path(name, "data"), Path(name, "backups"), list[str]()
        settings = settings_of(folder)
        with up(settings):
            fill(settings)
            made = make_backup(settings, place, now=NOON, say=said.append)
            found = answers(settings)
        yield Original(folder, place, made, said, found)


@pytest.fixture
def backup(original: Original, tmp_path: Path) -> Path:
    """A copy of the backup, to be harmed."""
    return Path(shutil.copytree(original.made.backup, tmp_path / "copy"))
