"""A data folder that holds something of everything, and the answers that it gives."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.config import Settings
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.writer import LakeWriter
from otasuke.local.backups.engines import started
from otasuke.local.folder import held
from otasuke.local.machine import engines
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres, program
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import Broker
from otasuke.stream.whole import all_entries
from stream.streams import take

T = TypeVar("T")
GROUPS = ("archive", "detect")
ROWS = 500


def settings_of(folder: Path) -> Settings:
    return Settings(folder)


@contextmanager
def up(settings: Settings) -> Iterator[None]:
    """The engines of a data folder, as `otasuke up` runs them."""
    with held(settings.data_folder), started(settings, engines(settings)):
        yield


def sql(settings: Settings, words: str, database: str = "postgres") -> str:
    url = Postgres(settings.data_folder).url.replace("/postgres?", f"/{database}?")
    asked = subprocess.run([program("psql"), url, "-XAtqc", words], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


def broker(settings: Settings, story: Callable[[Broker], Awaitable[T]]) -> T:
    async def all_of_it() -> T:
        opened = await NatsBroker.open(Nats(settings.data_folder).url or "")
        try:
            return await story(opened)
        finally:
            await opened.close()

    return asyncio.run(asyncio.wait_for(all_of_it(), 60))


def fill(settings: Settings) -> None:
    """Something of everything; the engines have to run."""
    folder = settings.data_folder
    sql(settings, "create role portal login password 'himitsu'")
    sql(settings, f"create table customers as select i, md5(i::text) as name from generate_series(1, {ROWS}) i")
    sql(settings, "grant select on customers to portal")
    sql(settings, "create database reports owner portal")
    sql(settings, "create table months (name text); insert into months values ('2026年11月')", "reports")
    broker(settings, _fill_streams)
    for tenant in (SAKURA, FUJI):
        for number in range(3):
            writer = LakeWriter(folder / "lake", tenant)
            writer.add(f"b{number}", [event(number)])
            writer.flush()
    recent = RecentWriter(folder / "lake")
    send(recent, "m", *((tenant, "r", [event(7)]) for tenant in (SAKURA, FUJI)))
    recent.flush(NOON)
    (folder / "spool").mkdir()
    (folder / "spool" / "00001.parcels").write_bytes(b"not sent yet")
    (folder / "senders.json").write_text('{"key": "hashed"}')
    (folder / "senders.json").chmod(0o640)


async def _fill_streams(opened: Broker) -> None:
    stream = await opened.stream(GROUPS)
    for number in range(10):
        await stream.publish(2, f"m{number}", bytes(2000))
    for group, most in (("archive", 4), ("detect", 1)):
        for _ in range(most):
            (delivery,) = await stream.take(group, 2, most=1, wait_s=20)
            await stream.done(delivery)
    registry = await opened.registry("tenants")
    await registry.put("sakura", "株式会社さくら".encode())
    journal = await opened.journal("detections")
    for number in range(3):
        await journal.append(f"d{number}", b"found")


def answers(settings: Settings) -> dict[str, object]:
    """What the data folder answers; the engines have to run."""
    folder = settings.data_folder
    return broker(settings, _answers_of_streams) | {
        "customers": sql(settings, "select count(*), min(name), max(name) from customers"),
        "rights": sql(settings, "select has_table_privilege('portal', 'customers', 'select')"),
        "roles": sql(settings, "select rolname, rolpassword from pg_authid where rolname !~ '^pg_' order by 1"),
        "reports": sql(settings, "select name, current_database() from months", "reports"),
        "owner": sql(settings, "select datdba::regrole from pg_database where datname = 'reports'"),
        "lake": {
            tenant: sorted(event.record for event in LakeReader(folder / "lake", tenant).events())
            for tenant in (SAKURA, FUJI)
        },
        "spool": (folder / "spool" / "00001.parcels").read_bytes(),
        "senders": (folder / "senders.json").read_text(),
        "secrets": [(folder / name).read_text() for name in ("nats.secret", "postgresql.secret")],
    }


async def _answers_of_streams(opened: Broker) -> dict[str, object]:
    stream = await opened.stream(GROUPS)
    waiting = {
        group: [one.name for one in await take(stream, group, count=await stream.waiting(group))] for group in GROUPS
    }
    journal = await opened.journal("detections")
    return {
        "waiting": waiting,
        "tenants": await (await opened.registry("tenants")).all(),
        "detections": [(one.number, one.name) async for one in all_entries(journal)],
    }
