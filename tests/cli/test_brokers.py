from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from otasuke.cli.brokers import broker_of, open_broker
from otasuke.cli.exits import CliError
from otasuke.config import Settings
from otasuke.stream.port import StreamUnavailable
from stream.streams import running_nats


def test_the_broker_of_a_data_folder_is_found():
    with running_nats() as (server, _):

        async def story():
            async with broker_of(Settings(server.folder)) as broker:
                return await (await broker.registry("settings")).all()

        assert asyncio.run(story()) == {}


def test_where_no_service_runs_it_is_said_how_to_start_one(tmp_path):
    async def story():
        async with broker_of(Settings(tmp_path)):
            pass

    with pytest.raises(CliError) as error:
        asyncio.run(story())
    assert "otasuke up" in error.value.hint


def test_a_broker_of_somebody_else_goes_before_our_own():
    with pytest.raises(StreamUnavailable, match="cannot be used"):
        asyncio.run(open_broker(Settings(Path("/nowhere"), nats_url="nats://127.0.0.1:9")))
