"""The broker, for code that waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from django.test import override_settings

from otasuke.local.nats import Nats
from otasuke.local.supervisor import Supervisor
from otasuke.stream.port import Broker
from otasuke.web.sensors.broker import asked
from otasuke.web.sensors.errors import BrokerAway


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="otasuke-") as name:
        yield Path(name)


async def put(broker: Broker) -> dict[str, bytes]:
    registry = await broker.registry("tests")
    await registry.put("a", b"1")
    return await registry.all()


def test_threads_that_wait_are_answered_and_told_when_it_is_gone(folder: Path) -> None:
    supervisor = Supervisor([Nats(folder).service()], say=lambda _: None)
    supervisor.start()
    answers: list[dict[str, bytes]] = []
    try:
        with override_settings(DATA_FOLDER=str(folder), BROKER_URL=""):
            threads = [Thread(target=lambda: answers.append(asked(put))) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        supervisor.stop()

    assert answers == [{"a": b"1"}] * 4
    with override_settings(DATA_FOLDER=str(folder), BROKER_URL=""), pytest.raises(BrokerAway):
        asked(put)


def test_a_folder_without_a_server_and_a_url_without_one_are_away(folder: Path) -> None:
    for told in ({"DATA_FOLDER": str(folder), "BROKER_URL": ""}, {"BROKER_URL": "nats://127.0.0.1:1"}):
        with override_settings(**told), pytest.raises(BrokerAway):
            asked(put)
