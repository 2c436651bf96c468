from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgpack
import pytest
from prometheus_client import generate_latest

from otasuke.config import Doors, Listen
from otasuke.enrol.credentials import REGISTRY, add, all_credentials, new_credential, revoke
from otasuke.events import Event
from otasuke.lake.care import Cared
from otasuke.lake.following import note_position, unread_folder
from otasuke.lake.reader import LakeReader
from otasuke.lake.writer import LakeWriter
from otasuke.pipeline import dead
from otasuke.pipeline.arrivals import Arrival, arrivals_entry
from otasuke.pipeline.dead import DeadLetter, letter_entries
from otasuke.pipeline.health.canary_ways import CANARY_ADDRESS
from otasuke.pipeline.health.event import CANARY_TENANT, Kind, from_json
from otasuke.pipeline.health.watch import SilenceWatch
from otasuke.pipeline.processes import book, lake_care, report
from otasuke.pipeline.processes import care as module
from otasuke.pipeline.processes.care import Care, ReadUntil
from otasuke.pipeline.processes.doors import write_doors
from otasuke.pipeline.tenant_settings import REGISTRY as REGISTRY_OF_TENANTS
from otasuke.pipeline.worker import GROUP
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import StreamUnavailable
from pipeline.cast import until
from pipeline.processes.around import running, surroundings
from pipeline.tenant_cast import value_of


def care_of(around):
    return Care(around, retention_days=400)


async def let_send(broker, tenant, sensor):
    """A credential; who has none is not watched."""
    credential, _ = new_credential(tenant, sensor, now=datetime.now(UTC))
    await add(await broker.registry(REGISTRY), credential)
    return credential.id


def test_a_sensor_that_fell_silent_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.3)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    broker = MemoryBroker()
    long_ago = datetime.now(UTC) - timedelta(days=20)

    async def story():
        await let_send(broker, "sakura", "utm")
        heard = await broker.journal("arrivals")
        await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", long_ago, 5)]))
        await heard.append("a2", b"broken")
        async with running(care_of(surroundings(tmp_path, broker)).run()):
            told = await (await broker.journal("health")).read(after=0, most=9, wait_s=20)
        return [from_json(entry.data) for entry in told]

    (event,) = asyncio.run(asyncio.wait_for(story(), 40))
    assert (event.kind, event.tenant, event.sensor) == (Kind.SENSOR_SILENT, "sakura", "utm")


def test_a_sensor_that_may_send_no_more_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.0)
    monkeypatch.setattr(module, "EVERY_S", 0.05)
    broker = MemoryBroker()
    care = care_of(surroundings(tmp_path, broker))

    async def story():
        ids = [await let_send(broker, "sakura", sensor) for sensor in ("utm", "pc", "pc")]
        heard = await broker.journal("arrivals")
        now = datetime.now(UTC)
        await heard.append("a1", arrivals_entry([Arrival("sakura", sensor, now, 5) for sensor in ("utm", "pc")]))
        async with running(care.run()):
            await until(lambda: care._report().sensors == 2 and not care._senders.is_behind)
            registry = await broker.registry(REGISTRY)
            for id in ids[:2]:
                await revoke(registry, id)
            await until(lambda: care._report().sensors == 1)
            return care._keeper.silence.watched

    assert asyncio.run(asyncio.wait_for(story(), 40)) == {("sakura", "pc")}, "which has another token"


def test_nobody_is_forgotten_while_it_is_not_known_who_may_send(tmp_path):
    care = care_of(surroundings(tmp_path, MemoryBroker()))
    care._keeper.silence.seen("sakura", "utm", datetime.now(UTC), 5)

    care._forget_revoked()
    before = care._report().sensors
    care._senders._followed.set()
    care._forget_revoked()

    assert (before, care._report().sensors) == (1, 0)


def test_canaries_come_from_where_the_doors_know_them(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.0)
    monkeypatch.setattr(module, "EVERY_S", 0.05)
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker)
    theirs, ours = Listen("2001:db8::7", 9), Listen("::1", 9)
    write_doors(around.notes, Doors(http=None, syslog=ours, syslog_tls=theirs, fluent=None))
    paths = []
    monkeypatch.setattr(module, "ways", lambda doors, token: paths.append(doors) or {})

    async def story():
        registry = await broker.registry(REGISTRY)
        await add(registry, new_credential("sakura", "server", now=datetime.now(UTC), address="2001:db8::7")[0])
        async with running(care_of(around).run()):
            await until(lambda: len(paths) > 1)
        return {one.address: one.tenant for one in await all_credentials(registry)}

    known = asyncio.run(asyncio.wait_for(story(), 40))
    assert known == {"2001:db8::7": "sakura", "::1": CANARY_TENANT, CANARY_ADDRESS: CANARY_TENANT}
    assert (paths[-1].syslog, paths[-1].syslog_tls) == (ours, None)


def test_canaries_have_a_credential_of_their_own(tmp_path):
    broker = MemoryBroker()

    async def story():
        registry = await broker.registry(REGISTRY)
        for _ in range(2):
            async with running(care_of(surroundings(tmp_path, broker)).run()):
                while not await registry.all():  # noqa: ASYNC110  # what is waited for has no event
                    await asyncio.sleep(0.01)
        return [one.tenant for one in await all_credentials(registry)]

    assert asyncio.run(asyncio.wait_for(story(), 40)) == [CANARY_TENANT]


def test_how_far_it_has_read_survives_a_restart(tmp_path):
    read_until = ReadUntil(tmp_path / "read")
    read_until.note("arrivals", 7)
    assert ReadUntil(tmp_path / "read").of("arrivals") == 0, "what was not written down is read again"

    read_until.save(read_until.noted())

    assert ReadUntil(tmp_path / "read").of("arrivals") == 7
    (tmp_path / "read").write_text("what")
    assert ReadUntil(tmp_path / "read").of("arrivals") == 0


def test_nobody_is_silent_whose_parcels_may_still_wait_for_a_worker(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.3)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    broker = MemoryBroker()
    long_ago = datetime.now(UTC) - timedelta(days=20)
    looks = []
    check = module.HealthKeeper.check

    def counted(keeper, now, *, heard_until):
        looks.append(heard_until)
        return check(keeper, now, heard_until=heard_until)

    monkeypatch.setattr(module.HealthKeeper, "check", counted)

    async def story():
        await let_send(broker, "sakura", "utm")
        heard = await broker.journal("arrivals")
        await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", long_ago, 5)]))
        stream = await broker.stream((GROUP,))
        await stream.publish(3, "m1", b"waits")
        health = await broker.journal("health")
        async with running(care_of(surroundings(tmp_path, broker)).run()):
            await until(lambda: len(looks) > 2)
            before = await health.read(after=0, most=9, wait_s=0)
            (message,) = await stream.take(GROUP, 3, most=1, wait_s=9)
            await stream.done(message)
            await until(lambda: looks[-1] > long_ago)
            return before

    assert asyncio.run(asyncio.wait_for(story(), 40)) == []
    assert looks[1] == long_ago
    assert looks[-1] - long_ago > timedelta(days=19), "where nothing waits, everything was heard"


def test_what_was_not_read_of_the_journal_may_be_of_anybody(tmp_path):
    care = care_of(surroundings(tmp_path, MemoryBroker()))

    async def story():
        broker = MemoryBroker()
        stream, heard = await broker.stream((GROUP,)), await broker.journal("arrivals")
        await heard.append("a1", b"")
        before = await care._waiting(stream, heard)
        care._heard_of = 1
        return before, await care._waiting(stream, heard)

    assert asyncio.run(story()) == (None, 0)


def test_a_disk_that_is_full_ends_nothing_and_what_was_to_be_told_is_told_later(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.1)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    broker = MemoryBroker()
    fails = [2]
    save = module.HealthKeeper.save

    def failing(keeper):
        if fails[0]:
            fails[0] -= 1
            raise OSError(28, "No space left on device")
        save(keeper)

    monkeypatch.setattr(module.HealthKeeper, "save", failing)
    long_ago = datetime.now(UTC) - timedelta(days=20)
    around = surroundings(tmp_path, broker)

    async def story():
        await let_send(broker, "sakura", "utm")
        heard = await broker.journal("arrivals")
        await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", long_ago, 5)]))
        async with running(care_of(around).run()):
            return await (await broker.journal("health")).read(after=0, most=9, wait_s=20)

    assert len(asyncio.run(asyncio.wait_for(story(), 40))) == 1
    assert around.report().error == "health.unwritable (OSError)"


def test_it_reports_how_many_sensors_there_are_and_how_the_canaries_fare(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.1)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    monkeypatch.setattr(report, "EVERY_S", 0.05)
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="care")
    shut = Listen("127.0.0.1", 9)
    write_doors(around.notes, Doors(http=None, syslog=None, syslog_tls=None, fluent=shut))

    def said():
        return next(iter(report.read_reports(around.notes)), None)

    async def story():
        await let_send(broker, "sakura", "utm")
        heard = await broker.journal("arrivals")
        await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", datetime.now(UTC), 5)]))
        async with running(care_of(around).run()):
            await until(lambda: (one := said()) is not None and one.sensors == 1 and bool(one.paths))
            await until(lambda: b"otasuke_health_sensors 1.0" in generate_latest(around.registry))

    asyncio.run(asyncio.wait_for(story(), 40))
    assert [(path.path, path.latency_s) for path in said().paths] == [("fluent", None)]
    assert said().is_ready
    assert b"sakura" not in generate_latest(around.registry)


def test_events_are_kept_as_long_as_the_contract_says(tmp_path, monkeypatch):
    monkeypatch.setattr(lake_care, "_EVERY_S", 0.05)
    broker = MemoryBroker()
    lake = tmp_path / "lake"
    long_ago = datetime.now(UTC) - timedelta(days=100)
    for tenant in ("sakura", "fuji", "oak"):
        writer = LakeWriter(lake, tenant)
        writer.add("b1", [Event(long_ago, long_ago, "test", "pc", (), {"Image": "a"}, 0)])
        writer.flush()

    def kept():
        return [tenant for tenant in ("sakura", "fuji", "oak") if list(LakeReader(lake, tenant).events())]

    async def story():
        registry = await broker.registry(REGISTRY_OF_TENANTS)
        await registry.put("sakura", value_of(days=90))
        await registry.put("oak", b"of a newer program")
        async with running(care_of(surroundings(tmp_path, broker)).run()):
            await until(lambda: kept() == ["fuji", "oak"])
            await registry.put("fuji", value_of(days=30))
            await until(lambda: kept() == ["oak"])

    asyncio.run(asyncio.wait_for(story(), 40))


def test_nothing_is_thrown_away_before_the_settings_are_known(tmp_path, monkeypatch):
    class Broker(MemoryBroker):
        is_away = True

        async def registry(self, name):
            if self.is_away and name == REGISTRY_OF_TENANTS:
                asked.append(name)
                raise StreamUnavailable("not today")
            return await super().registry(name)

    monkeypatch.setattr(lake_care, "_EVERY_S", 0.0)
    monkeypatch.setattr(book, "_AGAIN_S", 0.01)
    broker, asked, cared = Broker(), [], []
    monkeypatch.setattr(lake_care, "care_once", lambda *_, **more: cared.append(more["retention"]("sakura")) or Cared())

    async def story():
        await (await MemoryBroker.registry(broker, REGISTRY_OF_TENANTS)).put("sakura", value_of(days=3650))
        async with running(care_of(surroundings(tmp_path, broker)).run()):
            await until(lambda: len(asked) > 5)
            before = list(cared)
            broker.is_away = False
            await until(lambda: bool(cared))
        return before

    assert asyncio.run(asyncio.wait_for(story(), 40)) == []
    assert cared[0] == datetime.now(UTC).date() - timedelta(days=3650)


@pytest.mark.parametrize("learns", [True, False])
def test_where_nothing_is_learnt_nothing_is_kept_for_it(tmp_path, monkeypatch, learns):
    cared: list[bool] = []
    around = surroundings(tmp_path, MemoryBroker())
    position = unread_folder(around.lake) / "learn.position"
    note_position(around.lake, "learn", 7)
    monkeypatch.setattr(lake_care, "_EVERY_S", 0.0)
    monkeypatch.setattr(lake_care, "care_once", lambda *_, **__: cared.append(position.exists()) or Cared())

    async def story():
        async with running(Care(around, retention_days=400, learns=learns).run()):
            await until(lambda: bool(cared))

    asyncio.run(asyncio.wait_for(story(), 40))
    assert cared[0] == learns


def test_it_reports_the_dead_letters(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "EVERY_S", 0.05)
    monkeypatch.setattr(module, "_COUNT_EVERY_S", 0.05)
    broker = MemoryBroker()
    around = surroundings(tmp_path, broker, name="care")
    now = datetime.now(UTC)

    def counted():
        return next((one.dead.letters for one in report.read_reports(around.notes) if one.dead), None)

    async def story():
        async with running(care_of(around).run()):
            await until(lambda: counted() == 0)
            journal = await broker.journal(dead.JOURNAL)
            for name, data in letter_entries("m1", [DeadLetter("sakura", "pc", "b", now, "fault", "", b"x")]):
                await journal.append(name, data)
            await until(lambda: counted() == 1)

    asyncio.run(asyncio.wait_for(story(), 40))


def test_sensors_are_watched_by_the_clocks_of_their_tenant(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_LOOK_S", 0.1)
    monkeypatch.setattr(module, "EVERY_S", 0.1)
    broker = MemoryBroker()

    def zones():
        with suppress(FileNotFoundError):
            silence, _ = msgpack.unpackb((tmp_path / "pipeline" / "health.state").read_bytes())
            return [sensor.habit.week.name for sensor in SilenceWatch.restored(silence)._sensors.values()]

    async def story():
        registry = await broker.registry(REGISTRY_OF_TENANTS)
        await let_send(broker, "sakura", "utm")
        heard = await broker.journal("arrivals")
        async with running(care_of(surroundings(tmp_path, broker)).run()):
            await registry.put("sakura", value_of(zone="Europe/Berlin"))
            await heard.append("a1", arrivals_entry([Arrival("sakura", "utm", datetime.now(UTC), 5)]))
            await until(lambda: zones() == ["Europe/Berlin"])

    asyncio.run(asyncio.wait_for(story(), 40))
