from __future__ import annotations

from collections.abc import Iterator

import pytest

from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Broker
from stream.streams import Opener, nats_of, running_nats


@pytest.fixture(params=["memory", "nats"])
def opener(request: pytest.FixtureRequest) -> Iterator[Opener]:
    if request.param == "memory":
        memory = MemoryBroker()

        async def open_memory() -> Broker:
            return memory

        yield open_memory
        return
    with running_nats() as (server, _):
        yield nats_of(server)
