"""A worker as a process."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace

from otasuke.findings import live as findings
from otasuke.pipeline import arrivals, dead
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path
from otasuke.pipeline.indicators.watch import IndicatorWatch
from otasuke.pipeline.processes.report import MOST_FAULTS, Rate, Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.processes.tenants import followed_tenants, keep_telling
from otasuke.pipeline.rules import RuleSource
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.pipeline.work_watch import WorkWatch
from otasuke.pipeline.worker import GROUP, Ports, Worker
from otasuke.stream.port import PARTITIONS, Broker


async def run_worker(around: Surroundings, rules: RuleSource, *, number: int, of: int) -> None:
    """Work on every `of`-th partition, from `number` on, until cancelled. Raises BadRules."""
    watch, rate, tenants = WorkWatch(around.registry), Rate(), followed_tenants(around)
    tenant_rules = TenantRules(tenants.book, left_out=watch.left_out)
    indicators = IndicatorWatch(watchlist_path(indicators_folder(around.folder)), around.log)

    def report() -> Report:
        behind = (REGISTRY,) if tenants.is_behind else ()
        watch.uses_indicators(indicators.count, is_bad=bool(indicators.problem))
        return replace(
            _report(around, watch, rate),
            behind=behind,
            indicators=indicators.count,
            indicator_problem=indicators.problem,
        )

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_reporting(around.notes, report))
        tasks.create_task(keep_telling(tenant_rules, around.log))
        broker = await around.broker()
        tasks.create_task(tenants.follow(broker))
        ports = await around.asked(lambda: _ports(around, broker))
        # Preparing rules may take a minute, in which the process says so.
        worker = await asyncio.to_thread(
            Worker,
            ports,
            rules,
            name=str(number),
            partitions=range(number, PARTITIONS, of),
            log=around.log,
            watch=watch,
            tenant_rules=tenant_rules,
            indicators=indicators,
        )
        await asyncio.to_thread(indicators.look)
        tasks.create_task(indicators.follow())
        # Until it is known what is switched off, nothing may be told.
        await tenants.newest()
        # What is here now stays; to look through it again and again for what could go is a tenth of a busy worker's time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 1000)
        around.is_ready()
        await worker.run()


async def _ports(around: Surroundings, broker: Broker) -> Ports:
    return Ports(
        stream=await broker.stream((GROUP,)),
        detections=await broker.journal(findings.JOURNAL),
        dead=await broker.journal(dead.JOURNAL),
        arrivals=await broker.journal(arrivals.JOURNAL, kept=arrivals.KEPT),
        lake=around.lake,
        folder=around.notes,
    )


def _report(around: Surroundings, watch: WorkWatch, rate: Rate) -> Report:
    return replace(
        around.report(),
        lag_s=watch.lag_s,
        events_per_s=rate.of(watch.events),
        rules=watch.rules or None,
        faulty=len(watch.faults),
        faults=watch.faults[:MOST_FAULTS],
    )
