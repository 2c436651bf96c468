from __future__ import annotations

import asyncio
import urllib.request

from otasuke.config import Doors, Listen
from otasuke.enrol.credentials import REGISTRY, add, new_credential
from otasuke.pipeline.parcels import unpack
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.processes.gateway import Gateway
from otasuke.pipeline.worker import GROUP
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import partition_of
from pipeline.cast import NOW, until
from pipeline.processes.around import running, surroundings

ANYWHERE = Listen("127.0.0.1", 0)


def test_what_comes_in_by_any_door_is_in_the_stream(tmp_path):
    async def story():
        broker = MemoryBroker()
        registry = await broker.registry(REGISTRY)
        by_token, token = new_credential("sakura", "pc", now=NOW)
        by_address, _ = new_credential("sakura", "utm", now=NOW, address="127.0.0.1")
        for one in (by_token, by_address):
            await add(registry, one)
        around = surroundings(tmp_path, broker)
        doors = Doors(http=ANYWHERE, syslog=ANYWHERE, syslog_tls=ANYWHERE, fluent=ANYWHERE)
        async with running(Gateway(doors, around).run()):
            await until(lambda: read_doors(around.notes) is not None)
            opened = read_doors(around.notes)
            assert opened is not None
            assert opened.syslog_tls is None, "without a certificate there is no TLS"
            await asyncio.to_thread(_post, opened.http, token)
            _, writer = await asyncio.open_connection("127.0.0.1", opened.syslog.port)
            writer.write(b"<13>Nov 24 09:59:01 utm a: syslog\n")
            await writer.drain()
            writer.close()
            stream = await broker.stream((GROUP,))
            taken = []
            while len(taken) < 2:
                taken += await stream.take(GROUP, partition_of("sakura"), most=9, wait_s=5)
            return sorted((one.sensor, one.lines) for message in taken for one in unpack(message.data))

    assert asyncio.run(asyncio.wait_for(story(), 40)) == [
        ("pc", b"by http"),
        ("utm", b"<13>Nov 24 09:59:01 utm a: syslog"),
    ]


def _post(listen, token):
    request = urllib.request.Request(
        f"http://{listen}/v1/events", b"by http", {"Authorization": f"Bearer {token}"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
