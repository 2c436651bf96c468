"""Devices for tests, and a broker that lives in the process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from otasuke.enrol.credentials import REGISTRY, Credential, CredentialBook, all_credentials
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable
from otasuke.web.customers.models import Customer
from otasuke.web.sensors import broker as bridge
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import add_device

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
"""A Friday, noon in Japan."""


class Broker:
    """A broker that the web reaches, until `is_away`."""

    def __init__(self) -> None:
        self.memory = MemoryBroker()
        self.is_away = False

    async def open(self) -> MemoryBroker:
        if self.is_away:
            raise StreamUnavailable("away")
        return self.memory

    @property
    def credentials(self) -> list[Credential]:
        async def ask() -> list[Credential]:
            return await all_credentials(await self.memory.registry(REGISTRY))

        return asyncio.run(ask())

    def knows(self, token: str) -> tuple[str, str] | None:
        """The tenant and sensor that a gateway takes who shows this token for."""

        async def ask() -> dict[str, bytes]:
            return await (await self.memory.registry(REGISTRY)).all()

        sender = CredentialBook(asyncio.run(ask())).by_token(token)
        return (sender.tenant, sender.sensor) if sender else None


@contextmanager
def reached() -> Iterator[Broker]:
    broker = Broker()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bridge, "open_broker", broker.open)
        yield broker


def device(customer: Customer, kind: str = "windows", name: str = "受付のパソコン", brand: str = "") -> Device:
    return add_device(customer, name=name, kind=kind, brand=brand, actor=None)
