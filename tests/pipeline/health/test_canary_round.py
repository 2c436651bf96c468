from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from otasuke.pipeline.health.canary import Canary
from otasuke.pipeline.health.canary_round import send_round
from otasuke.pipeline.health.canary_watch import CanaryWatch
from otasuke.pipeline.health.canary_ways import NotTaken
from otasuke.pipeline.log import Log

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_canary_that_is_found_at_once_is_known_by_then():
    watch = CanaryWatch()

    async def detect_at_once(canary: Canary) -> None:
        watch.detected(canary.nonce, canary.at)

    asyncio.run(send_round({"http": detect_at_once}, watch, now=NOON, log=Log("health")))

    assert [path.latency_s for path in watch.paths] == [0]


def test_paths_that_do_not_work_are_logged_and_missed_and_the_others_go_on():
    watch, said = CanaryWatch(), []
    log = Log("health", write=said.append)

    async def well(canary: Canary) -> None:
        watch.detected(canary.nonce, canary.at)

    async def refused(_: Canary) -> None:
        raise NotTaken("no", status=401)

    async def gone(_: Canary) -> None:
        raise ConnectionRefusedError("no")

    async def slow(_: Canary) -> None:
        raise TimeoutError

    ways = {"http": well, "fluent": refused, "syslog_tcp": gone, "syslog_tls": slow}
    for minute in range(5):
        asyncio.run(send_round(ways, watch, now=NOON + timedelta(minutes=minute), log=log))

    missing = [event.sensor for event in watch.check(NOON + timedelta(minutes=6))]
    first = {line["path"]: line for line in map(json.loads, said[:3])}

    assert missing == ["fluent", "syslog_tcp", "syslog_tls"]
    assert first["fluent"]["status"] == 401
    assert {first["syslog_tcp"]["error"], first["syslog_tls"]["error"]} == {"ConnectionRefusedError", "TimeoutError"}
