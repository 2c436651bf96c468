"""The learning process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.support import Support
from otasuke.findings import leases, live
from otasuke.lake.durable import make_folder
from otasuke.pipeline.learnt.learners import Learners
from otasuke.pipeline.learnt.live import LearnPorts, LiveLearning
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import LearnMetrics
from otasuke.pipeline.places import PlaceFiles
from otasuke.pipeline.processes.report import Rate, Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.processes.tenants import followed_tenants, keep_telling
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.tenant_settings import REGISTRY

FOLDER = "learnt"
"""In the folder of the processes' notes."""
_PLACES_EVERY_S = 600.0


async def run_learn(
    around: Surroundings, supports: Sequence[Support], *, learning_days: int, places: PlaceFiles
) -> None:
    """Learn until cancelled.

    supports       the days of the end of support; places: where addresses are.
    learning_days  of tenants for whom nothing else was set.
    """
    learning: LiveLearning | None = None
    metrics, rate, tenants = LearnMetrics(around.registry), Rate(), followed_tenants(around)
    tenant_rules = TenantRules(tenants.book, left_out=lambda level: metrics.left_out.labels(level).inc())

    def report() -> Report:
        behind = (REGISTRY,) if tenants.is_behind else ()
        told = replace(around.report(), behind=behind)
        return replace(told, lag_s=learning.lag_s, events_per_s=rate.of(learning.events)) if learning else told

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_reporting(around.notes, report))
        tasks.create_task(keep_telling(tenant_rules, around.log))
        tasks.create_task(_keep_places(places, around.log))
        broker = await around.broker()
        tasks.create_task(tenants.follow(broker))
        journal = await around.asked(lambda: broker.journal(live.JOURNAL))
        given = await around.asked(lambda: broker.journal(leases.JOURNAL, kept=leases.KEPT))
        folder = around.notes / FOLDER
        make_folder(folder)
        learners = await asyncio.to_thread(
            Learners,
            folder,
            lambda: Detectors(
                supports,
                longest=timedelta(days=learning_days),
                days_of=tenants.book.learning_days,
                places=places,
            ),
            log=around.log,
            timed=metrics.timed,
        )
        await tenants.newest()
        learning = LiveLearning(
            LearnPorts(journal, given, around.lake, folder),
            learners,
            log=around.log,
            metrics=metrics,
            tenant_rules=tenant_rules,
        )
        around.is_ready()
        await learning.run()


async def _keep_places(places: PlaceFiles, log: Log) -> None:
    """Take up files that were replaced, and say what is wrong with them."""
    while True:
        await asyncio.to_thread(places.renew)
        for fault in places.faults():
            log.error("places.unusable", file=fault.file, reason=fault.fault)
        await asyncio.sleep(_PLACES_EVERY_S)
