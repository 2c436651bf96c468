"""Streams as files of a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.backups.conftest import Original
from local.backups.full import GROUPS, broker, settings_of, up
from otasuke.local.backups.contents import read_contents
from otasuke.local.backups.engines import running
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.streams import Streams
from otasuke.stream.port import Broker
from stream.streams import take


def test_every_stream_is_a_file_of_the_backup(original: Original) -> None:
    names = [stream.name for stream in read_contents(original.made.backup).streams]

    assert names == ["KV_tenants", "EVENTS", "DETECTIONS"]
    assert sorted(path.stem for path in (original.made.backup / "streams").iterdir()) == sorted(names)


def test_a_restored_stream_takes_messages_and_positions_on(original: Original, enterable: Path) -> None:
    async def publish_and_take(opened: Broker) -> list[str]:
        stream = await opened.stream(GROUPS)
        await stream.publish(2, "new", b"x")
        return [one.name for one in await take(stream, "archive", count=7)]

    settings = settings_of(enterable)
    with up(settings):
        streams = running(settings).streams
        streams.restore(original.made.backup, original.made.contents.streams, lambda _: None)
        problems = streams.problems()
        names = broker(settings, publish_and_take)

    assert problems == ()
    assert names == [*(f"m{number}" for number in range(4, 10)), "new"]


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(BackupError, match="NATS cannot be reached"):
        Streams("nats://127.0.0.1:9").names()
