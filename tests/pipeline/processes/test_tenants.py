from __future__ import annotations

import asyncio
import json

from otasuke.findings.live import Findings
from otasuke.pipeline.log import Log
from otasuke.pipeline.processes import tenants as module
from otasuke.pipeline.processes.tenants import followed_tenants, keep_telling
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import NOW, until
from pipeline.processes.around import running, surroundings
from pipeline.tenant_cast import WHOAMI_ID, off, value_of
from pipeline.test_tenant_rules import detection


def test_each_process_follows_the_settings_with_a_copy_of_its_own(tmp_path):
    broker = MemoryBroker()

    async def story():
        await (await broker.registry(REGISTRY)).put("sakura", value_of(zone="UTC"))
        followed = followed_tenants(surroundings(tmp_path, broker, name="care"))
        async with running(followed.follow(broker)):
            await followed.known.wait()

    asyncio.run(story())
    assert followed_tenants(surroundings(tmp_path, broker, name="care")).book.zone("sakura") == "UTC"
    assert not followed_tenants(surroundings(tmp_path, broker, name="worker-0")).known.is_set()


def test_what_is_left_out_is_said_now_and_then_and_at_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_TELL_EVERY_S", 0.01)
    said, book = [], TenantBook()
    book.change("sakura", value_of(off()))
    rules = TenantRules(book)

    def leave_out(times):
        rules.kept(Findings((detection(),) * times), now=NOW)

    async def story():
        leave_out(3)
        async with running(keep_telling(rules, Log("test", write=said.append))):
            await until(lambda: bool(said))
            monkeypatch.setattr(module, "_TELL_EVERY_S", 1000.0)
            await asyncio.sleep(0)
            leave_out(2)

    asyncio.run(story())
    lines = [json.loads(line) for line in said]
    assert [(one["event"], one["tenant"], one["rule"]) for one in lines] == [("rule.left_out", "sakura", WHOAMI_ID)] * 2
    assert [one["detections"] for one in lines] == [3, 2]
