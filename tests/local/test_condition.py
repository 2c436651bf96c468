"""What is said of each part, and of the disk."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import NamedTuple

import pytest

from local.backups.full import settings_of, up
from otasuke.config import Settings
from otasuke.local.condition import disk_of, parts
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres


class Usage(NamedTuple):
    total: int
    free: int


def test_engines_that_work_are_well_and_one_that_hangs_is_not(folder: Path) -> None:
    settings = settings_of(folder)
    with up(settings):
        well = parts(settings, is_up=True)
        pid = well[1].pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            hangs = parts(settings, is_up=True)
        finally:
            os.kill(pid, signal.SIGCONT)

    assert [(one.name, one.runs, one.ready, one.problem) for one in well] == [
        ("PostgreSQL", True, True, ""),
        ("NATS", True, True, ""),
    ]
    assert (hangs[0].ready, hangs[1].runs, hangs[1].ready) == (True, True, False)
    assert hangs[1].problem == "runs, but does not answer yet"
    assert hangs[1].log == folder / "log" / "nats.log"


def test_engines_of_others_are_asked(folder: Path) -> None:
    with up(settings_of(folder)):
        theirs = Settings(folder / "other", database_url=Postgres(folder).url, nats_url=Nats(folder).url)
        found = parts(theirs, is_up=False)
        guess = f"postgresql://otasuke:guess@/postgres?host={folder / 'sockets'}"
        wrong = parts(Settings(folder / "other", database_url=guess), is_up=False)

    assert [(one.name, one.ready, one.problem) for one in found] == [("PostgreSQL", True, ""), ("NATS", True, "")]
    assert "password authentication failed" in wrong[-1].problem


@pytest.mark.parametrize(
    ("total_gib", "free_gib", "is_said", "is_full"),
    [
        (100, 50, False, False),
        (100, 9, True, False),
        (1000, 90, False, False),
        (10, 1, True, True),
        (8000, 100, True, True),
    ],
)
def test_a_disk_is_called_full_before_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total_gib: int, free_gib: int, is_said: bool, is_full: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total_gib << 30, free_gib << 30))

    disk = disk_of(tmp_path / "not" / "there")

    assert (bool(disk.problem), disk.is_full, bool(disk.to_do)) == (is_said, is_full, is_said)
