"""Engines are used where they run, and started for a while where they do not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from local.backups.full import settings_of, up
from otasuke.config import Settings
from otasuke.local.backups.engines import engines_of, running, started
from otasuke.local.backups.errors import BackupError
from otasuke.local.folder import HALF_RESTORED, HalfRestored, held, is_held
from otasuke.local.machine import engines
from otasuke.local.state import read_state


def test_engines_that_do_not_run_are_started_for_this_time(enterable: Path) -> None:
    settings, said = settings_of(enterable), list[str]()

    with engines_of(settings, say=said.append) as engines:
        inside = engines.streams.names(), engines.database.databases()[0].name, is_held(enterable)

    assert inside == ((), "postgres", True)
    assert not is_held(enterable)
    assert [state.pid for state in read_state(enterable)] == [None, None]
    assert said == ["the service does not run: its engines are started for this time"]


def test_engines_that_run_are_left_alone(enterable: Path) -> None:
    settings, said = settings_of(enterable), list[str]()

    with up(settings):
        with engines_of(settings, say=said.append):
            pass
        still = running(settings).streams.names()

    assert (said, still) == ([], ())


def test_a_service_that_only_begins_is_waited_for(enterable: Path) -> None:
    settings, end = settings_of(enterable), threading.Event()

    def start_late() -> None:
        with started(settings, engines(settings)):
            end.wait(30)

    with held(enterable):
        late = threading.Thread(target=start_late)
        late.start()
        with engines_of(settings, say=lambda _: None) as found:
            names = found.streams.names()
        end.set()
        late.join()

    assert names == ()


def test_a_service_that_never_comes_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.local.backups.engines.READY_WITHIN_S", 0.0)

    silent = engines_of(settings_of(tmp_path), say=lambda _: None)

    with held(tmp_path), pytest.raises(BackupError, match="PostgreSQL does not answer"), silent:
        pytest.fail("it answered")


def test_engines_that_ought_to_run_and_do_not_are_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="NATS does not run"):
        running(settings_of(tmp_path))


def test_a_folder_that_was_restored_in_part_is_refused(tmp_path: Path) -> None:
    (tmp_path / HALF_RESTORED).touch()

    with pytest.raises(HalfRestored), engines_of(settings_of(tmp_path), say=lambda _: None):
        pytest.fail("it was held")


def test_engines_of_others_are_reached_by_their_urls(tmp_path: Path) -> None:
    engines = running(Settings(tmp_path, database_url="postgresql://db/x", nats_url="nats://n:4222"))

    assert (engines.database.url, engines.database.is_ours) == ("postgresql://db/x", False)
    assert engines.streams.url == "nats://n:4222"
