from __future__ import annotations

import asyncio
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from otasuke.cli.simulating.driving import watched
from otasuke.cli.simulating.outcome import Outcome, content_of
from otasuke.cli.simulating.service import Service
from otasuke.pipeline.worker import GROUP
from otasuke.simulating.attacks.truth import Expected
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Run, attacks_in
from otasuke.simulating.watching import Seen
from otasuke.stream.memory import MemoryBroker
from simulating.delivery.gateway import Asked, Gateway, answer, gateway
from simulating.reading import MORNING_US
from simulating.rules import judge

COURSE = Course(began_s=0, at_us=MORNING_US, duration_s=0.6, grace_s=5, factor=5, flush_s=0.1, connections=4)


class Finds:
    """A service that finds what is expected, but for the first of it."""

    def __init__(self, expected: Sequence[Expected], left_out: int) -> None:
        self._left = list(expected[left_out:])

    async def take(self, wait_s: float) -> Sequence[Seen]:
        await asyncio.sleep(0.01)
        left, self._left = self._left, []
        return [
            Seen(
                str(number),
                one.tenant,
                one.rule_id,
                one.computer,
                datetime.fromtimestamp(one.time_us / 1e6, UTC),
                datetime.now(UTC),
            )
            for number, one in enumerate(left)
        ]


class Lost:
    """A lake in which nothing is."""

    def rows(self, tenant: str, since: datetime, until: datetime) -> Mapping[str, int]:
        return {}


class Keeps:
    """A lake that holds what the gateway was handed, for which it looks into the bodies."""

    def __init__(self, server: Gateway) -> None:
        self._server = server

    def rows(self, tenant: str, since: datetime, until: datetime) -> Mapping[str, int]:
        asked = [one for one in self._server.asked if token_of(one).startswith(f"{tenant} ")]
        assert all(since < until for _ in asked)
        return Counter(sensor for one in asked for sensor in [token_of(one).split()[1]] * lines_in(one))


def token_of(asked: Asked) -> str:
    kind, text = asked.headers["authorization"].split(" ", 1)
    return b64decode(text).decode().partition(":")[2] if kind == "ApiKey" else text


def lines_in(asked: Asked) -> int:
    return asked.data.count(b"\n") // (2 if "_bulk" in asked.target else 1)


def driven(
    *, left_out: int, grace_s: float, is_lost: bool = False, broker: MemoryBroker | None = None
) -> tuple[Outcome, list[Expected]]:
    async def story() -> tuple[Outcome, list[Expected]]:
        async with gateway(lambda _: answer(200)) as server:
            plan, course = FleetPlan(2), replace(COURSE, grace_s=grace_s)
            run = Run(Fleet(plan), server.server, course, attacks_in(plan, course, count=1))
            judged = judge()
            expected = [one for attack in run.staged() for one in judged.expected(attack)]
            tokens = {key: " ".join(key) for key in run.keys()}  # noqa: SIM118
            service = Service(broker, Finds(expected, left_out), Lost() if is_lost else Keeps(server))
            outcome = await watched(service, run, tokens, expected=expected, is_stopped=lambda: False)
            return outcome, expected

    return asyncio.run(story())


def test_a_run_finds_loses_and_doubles_nothing_where_all_is_well() -> None:
    outcome, expected = driven(left_out=0, grace_s=60)

    content = content_of(outcome)
    assert expected
    assert sum(one["found"] for one in content["attacks"]) == sum(not one.is_correlation for one in expected)
    assert content["stored"] == {"stored": outcome.tally.acknowledged, "lost": 0, "doubled": 0}
    assert content["detections"]["from_event_s"]["count"] > 0
    assert 0 < outcome.wall_s < 600


def test_a_run_lasts_until_the_workers_are_done_or_the_grace_is_over() -> None:
    async def waiting() -> MemoryBroker:
        broker = MemoryBroker()
        await (await broker.stream((GROUP,))).publish(0, "nobody-works-on-this", b"")
        return broker

    done, _ = driven(left_out=0, grace_s=60, broker=MemoryBroker())
    never, _ = driven(left_out=0, grace_s=1.5, broker=asyncio.run(waiting()))

    assert done.wall_s < 60
    assert never.wall_s >= 1.5


def test_what_is_not_stored_is_lost_and_what_is_not_detected_is_missed() -> None:
    outcome, _ = driven(left_out=1000, grace_s=0.1, is_lost=True)

    content = content_of(outcome)
    assert content["stored"]["lost"] == outcome.tally.acknowledged > 0
    assert sum(one["found"] for one in content["attacks"]) == 0
    assert sum(len(one["missed"]) for one in content["attacks"]) > 0
