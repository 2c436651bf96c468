"""The process that takes care: of the lake's files, of sensors that fall silent, and of canaries."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from otasuke.lake.care import care_once
from otasuke.lake.durable import write_durably
from otasuke.lake.errors import LakeError
from otasuke.pipeline import arrivals, credentials, findings
from otasuke.pipeline.credentials import Credential
from otasuke.pipeline.health.canary import CANARY_RULE_ID, nonce_in
from otasuke.pipeline.health.canary_round import send_round
from otasuke.pipeline.health.canary_ways import CANARY_ADDRESS, ways
from otasuke.pipeline.health.event import CANARY_TENANT, HealthEvent, to_json
from otasuke.pipeline.health.keeper import EVERY_S, HealthKeeper
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.senders import token_digest
from otasuke.stream.port import Broker, Entry, Journal, StreamUnavailable

HEALTH_JOURNAL = "health"
_LAKE_EVERY_S = 300.0
_FIRST_LOOK_S = 5.0
_AT_A_TIME = 256
_WAIT_S = 2.0
_AGAIN_S = 0.5


class Care:
    """Runs until cancelled."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._keeper = HealthKeeper(around.notes / "health.state", log=around.log)
        self._read_until = ReadUntil(around.notes / "health.read")

    async def run(self) -> None:
        """Work."""
        broker = await self._around.broker()
        token = await self._canary_token(broker)
        heard = await broker.journal(arrivals.JOURNAL, kept=arrivals.KEPT)
        detected = await broker.journal(findings.JOURNAL)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow("arrivals", heard))
            tasks.create_task(self._follow("detections", detected))
            tasks.create_task(self._watch(await broker.journal(HEALTH_JOURNAL), token))
            tasks.create_task(self._care_for_lake())
            self._around.is_ready()

    async def _canary_token(self, broker: Broker) -> str:
        """A token for the canaries, valid from now on instead of the last one."""
        made, token = credentials.new_credential(CANARY_TENANT, "canary", now=datetime.now(UTC))
        assert token is not None
        made = Credential(
            "canary", made.tenant, made.sensor, made.made_at, token=token_digest(token), address=CANARY_ADDRESS
        )
        await credentials.add(await broker.registry(credentials.REGISTRY), made)
        return token

    async def _follow(self, name: str, journal: Journal) -> None:
        """Tell the watches what stands in a journal."""
        at = self._read_until.of(name)
        while True:
            try:
                found = await journal.read(after=at, most=_AT_A_TIME, wait_s=_WAIT_S)
            except StreamUnavailable:
                await asyncio.sleep(_AGAIN_S)
                continue
            for entry in found:
                self._hear(name, entry)
            if found:
                at = found[-1].number
                self._read_until.note(name, at)

    def _hear(self, name: str, entry: Entry) -> None:
        try:
            if name == "arrivals":
                for one in arrivals.read_arrivals(entry.data):
                    self._keeper.silence.seen(one.tenant, one.sensor, one.at, one.count)
            elif CANARY_RULE_ID.encode() in entry.data:
                for found in findings.read_findings(entry.data).detections:
                    nonce = (
                        nonce_in(value for _, value, _ in found.matched) if found.rule_id == CANARY_RULE_ID else None
                    )
                    if nonce is not None:
                        self._keeper.canaries.detected(nonce, found.detected_at)
        except (ValueError, TypeError, KeyError) as error:
            self._around.log.warning("entry.unreadable", error=type(error).__name__, batch=entry.name)

    async def _watch(self, journal: Journal, token: str) -> None:
        """Every minute: send canaries, and say what is wrong."""
        await asyncio.sleep(_FIRST_LOOK_S)
        while True:
            doors = read_doors(self._around.notes)
            if doors is not None:
                await send_round(ways(doors, token), self._keeper.canaries, now=datetime.now(UTC), log=self._around.log)
            await asyncio.sleep(EVERY_S / 2)
            events = await asyncio.to_thread(self._keeper.check, datetime.now(UTC))
            self._read_until.save()
            await self._tell(journal, events)
            await asyncio.sleep(EVERY_S / 2)

    async def _tell(self, journal: Journal, events: Sequence[HealthEvent]) -> None:
        told = []
        try:
            for event in events:
                await journal.append(event.id, to_json(event))
                told.append(event)
                self._around.log.warning(
                    "health.event", kind=event.kind.value, tenant=event.tenant, sensor=event.sensor
                )
        except StreamUnavailable:
            pass  # the others are told with the next ones
        self._keeper.confirm(told)

    async def _care_for_lake(self) -> None:
        while True:
            await asyncio.sleep(_LAKE_EVERY_S)
            try:
                await asyncio.to_thread(care_once, self._around.lake, now=datetime.now(UTC))
            except (OSError, LakeError) as error:
                self._around.log.warning("lake.care_failed", error=type(error).__name__)


class ReadUntil:
    """How far each journal was read, as of the last time that the watches wrote down what they know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers: dict[str, int] = {}
        try:
            lines = path.read_text(encoding="ascii").splitlines()
            self._numbers = {name: int(number) for name, number in (line.split() for line in lines)}
        except (FileNotFoundError, ValueError):
            return

    def of(self, name: str) -> int:
        """The number of the last entry that was read; 0 if none was."""
        return self._numbers.get(name, 0)

    def note(self, name: str, number: int) -> None:
        """An entry was read."""
        self._numbers[name] = number

    def save(self) -> None:
        """Write it down. Raises OSError."""
        text = "".join(f"{name} {number}\n" for name, number in self._numbers.items())
        write_durably(self._path, text.encode("ascii"))
