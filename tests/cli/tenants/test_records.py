from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.tenants.records import (
    check_known,
    known_tenants,
    now,
    read_all,
    record_in,
    usual_retention,
    who,
    write,
)
from otasuke.config import Settings
from otasuke.enrol.credentials import REGISTRY, add, new_credential
from otasuke.pipeline.health.event import CANARY_TENANT
from otasuke.pipeline.processes.report import Report, write_report
from otasuke.pipeline.tenant_settings import BadTenantSetting, TenantRecord
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import NOW
from pipeline.tenant_cast import record_of


def test_a_tenant_is_known_by_a_sensor_events_or_settings(tmp_path):
    (tmp_path / "lake" / "tenant=oak").mkdir(parents=True)

    async def story():
        broker = MemoryBroker()
        for tenant in ("sakura", CANARY_TENANT):
            await add(await broker.registry(REGISTRY), new_credential(tenant, "pc", now=NOW)[0])
        await write(broker, "fuji", record_of(days=90))
        await check_known(broker, Settings(tmp_path), "oak")
        for stranger in ("oakk", CANARY_TENANT):
            with pytest.raises(CliError):
                await check_known(broker, Settings(tmp_path), stranger)
        return await known_tenants(broker, Settings(tmp_path))

    assert asyncio.run(story()) == ["fuji", "oak", "sakura"]


def test_a_record_is_read_as_it_was_written():
    async def story():
        broker = MemoryBroker()
        await write(broker, "fuji", record_of(days=90))
        return await read_all(broker)

    values = asyncio.run(story())
    assert record_in(values, "fuji") == record_of(days=90)
    assert record_in(values, "sakura") == TenantRecord()
    with pytest.raises(CliError, match="the settings of sakura cannot be read"):
        record_in({"sakura": b"[]"}, "sakura")


def test_what_is_usual_is_what_the_service_says_that_runs(tmp_path):
    settings = Settings(tmp_path, retention_days=90)
    assert usual_retention(settings) == 90
    notes = tmp_path / "pipeline"
    notes.mkdir()
    write_report(notes, Report("worker-0", 1, NOW, NOW, is_ready=True))
    write_report(notes, Report("care", 1, NOW, NOW, is_ready=True, retention_days=500))

    assert usual_retention(settings) == 500


def test_who_sets_something_is_who_is_logged_in_or_as_he_says(monkeypatch):
    monkeypatch.setenv("SUDO_USER", "hana")

    assert who(None) == "hana"
    assert who(" ken ") == "ken"
    with pytest.raises(BadTenantSetting):
        who("")
    monkeypatch.delenv("SUDO_USER")
    monkeypatch.setattr("getpass.getuser", lambda: {}["nobody"])
    assert who(None).startswith("uid ")


def test_a_moment_is_one_of_whole_seconds():
    assert now().microsecond == 0
    assert now().utcoffset() == timedelta(0)


def test_who_has_a_sensor_is_known_also_while_the_lake_cannot_be_read(tmp_path):
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "store.json").write_text("{")

    async def story():
        broker = MemoryBroker()
        await add(await broker.registry(REGISTRY), new_credential("sakura", "pc", now=NOW)[0])
        await check_known(broker, Settings(tmp_path), "sakura")
        with pytest.raises(CliError, match="store"):
            await check_known(broker, Settings(tmp_path), "fuji")

    asyncio.run(story())
