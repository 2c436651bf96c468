"""Backups of a service that runs, that is stopped, and that works meanwhile."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from lake.cast import SAKURA, event, send
from local.backups.conftest import NOON, Original
from local.backups.full import broker, settings_of, up
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.local.backups import making
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.making import in_words, make_backup
from otasuke.local.backups.places import backups_in
from otasuke.local.backups.restoring import restore_backup
from otasuke.local.backups.sums import harms
from otasuke.stream.port import Broker


def test_a_backup_of_a_running_service_is_whole(original: Original) -> None:
    backup = original.made.backup

    assert not any(harms(backup))
    assert backups_in(original.place)[0] == backup
    assert original.made.problems == ()
    assert [one.name for one in original.made.contents.databases] == ["postgres", "reports"]
    assert original.made.lake.files == 7
    assert any(line.startswith("stream EVENTS: ") for line in original.said)


def test_secrets_are_in_it_and_for_nobody_else(original: Original) -> None:
    secret = original.made.backup / "folder" / "postgresql.secret"

    assert secret.read_text() == (original.folder / "postgresql.secret").read_text()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert original.made.backup.stat().st_mode & 0o777 == 0o700


def test_a_stopped_service_is_backed_up_too(original: Original) -> None:
    made = make_backup(settings_of(original.folder), original.place, now=NOON, say=lambda _: None)

    assert made.backup != original.made.backup
    assert [stream.messages for stream in made.contents.streams] == [
        stream.messages for stream in original.made.contents.streams
    ]
    assert not any(harms(made.backup))


def test_nothing_acknowledged_is_lost_or_doubled_by_a_backup_under_load(enterable: Path) -> None:
    """What was published before the backup began comes into the restored lake, once; the worker goes on as before."""
    settings, restored = settings_of(enterable / "data"), settings_of(enterable / "restored")
    published: list[int] = []
    stop = threading.Event()

    async def archive(opened: Broker, lake: Path, *, is_last: bool) -> None:
        stream, writer = await opened.stream(("archive",)), RecentWriter(lake)
        while not stop.is_set() or is_last:
            if is_last and not await stream.waiting("archive"):
                return
            deliveries = await stream.take("archive", 2, most=5, wait_s=0.2)
            for delivery in deliveries:
                send(writer, delivery.name, (SAKURA, delivery.name, [event(int(delivery.name))]))
            writer.flush(NOON)
            for delivery in deliveries:
                await stream.done(delivery)

    async def work(opened: Broker) -> None:
        stream = await opened.stream(("archive",))
        archiving = asyncio.create_task(archive(opened, settings.data_folder / "lake", is_last=False))
        while not stop.is_set():
            await stream.publish(2, str(len(published)), b"x" * 3000)
            published.append(len(published))
        await archiving

    with up(settings):
        worker = threading.Thread(target=lambda: broker(settings, work))
        worker.start()
        while len(published) < 50:
            assert worker.is_alive()
        before = len(published)
        made = make_backup(settings, enterable / "backups", now=NOON, say=lambda _: None)
        after = len(published)
        stop.set()
        worker.join()
    restore_backup(made.backup, restored, say=lambda _: None)
    with up(restored):
        broker(restored, lambda opened: archive(opened, restored.data_folder / "lake", is_last=True))

    records = [one.record for one in LakeReader(restored.data_folder / "lake", SAKURA).events()]
    assert after > before
    assert set(records) >= set(range(before))
    assert len(records) == len(set(records))


def test_a_place_inside_of_the_data_folder_is_refused(original: Original) -> None:
    with pytest.raises(BackupError, match="is inside of the data folder"):
        make_backup(settings_of(original.folder), original.folder / "backups", now=NOON, say=lambda _: None)


def test_where_there_is_no_data_folder_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no data folder"):
        make_backup(settings_of(tmp_path / "none"), tmp_path / "backups", now=NOON, say=lambda _: None)

    assert not (tmp_path / "backups").exists()


def test_too_little_room_is_said_before_anything_is_written(
    original: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "free_bytes", lambda _: 1 << 20)

    with pytest.raises(BackupError, match=r"not enough room at .*: 1 MiB are free, about \d+ MiB are needed"):
        make_backup(settings_of(original.folder), tmp_path / "backups", now=NOON, say=lambda _: None)

    assert backups_in(tmp_path / "backups") == []


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (2048, "2 KiB"), (5 << 20, "5 MiB"), (5000 << 30, "5000 GiB")],
)
def test_sizes_are_said_as_people_do(size: int, words: str) -> None:
    assert in_words(size) == words
