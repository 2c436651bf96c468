from __future__ import annotations

import socket

import psutil

from otasuke.pipeline.gateway.sockets.syslog import serve_syslog
from pipeline.gateway.sockets.doors import HERE, SILENT, FakeIntake, KnownSenders, run, until


def test_an_open_door_knows_its_port_and_counts_and_a_closed_one_is_free_again():
    async def story() -> tuple[int, dict[str, int]]:
        door = await serve_syslog(HERE, senders=KnownSenders(), intake=FakeIntake(), log=SILENT)
        with socket.create_connection(("127.0.0.1", door.port)) as client:
            client.sendall(b"<1>abc\n")
            await until(lambda: door.counts["lines"] == 1)
        await door.close()
        return door.port, dict(door.counts)

    port, counts = run(story)

    assert counts == {"lines": 1, "bytes": 6}
    assert port not in {
        one.laddr.port for one in psutil.Process().net_connections() if one.status == psutil.CONN_LISTEN
    }
