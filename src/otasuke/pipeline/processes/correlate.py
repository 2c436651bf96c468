"""The correlating process."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from otasuke.findings import live as findings
from otasuke.pipeline.correlating import Correlating, Sources
from otasuke.pipeline.gateway import spool
from otasuke.pipeline.metrics import CorrelateMetrics
from otasuke.pipeline.processes.report import Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.processes.tenants import followed_tenants, keep_telling
from otasuke.pipeline.rules import RuleSource
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.pipeline.worker import GROUP
from otasuke.stream.port import Broker


async def run_correlate(around: Surroundings, rules: RuleSource) -> None:
    """Correlate until cancelled. Raises BadRules."""
    correlating: Correlating | None = None
    metrics, tenants = CorrelateMetrics(around.registry), followed_tenants(around)
    tenant_rules = TenantRules(tenants.book, left_out=lambda level: metrics.left_out.labels(level).inc())

    def report() -> Report:
        behind = (REGISTRY,) if tenants.is_behind else ()
        lag_s, held_s = (correlating.lag_s, correlating.held_s) if correlating else (None, None)
        return replace(around.report(), lag_s=lag_s, held_s=held_s, behind=behind)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_reporting(around.notes, report))
        tasks.create_task(keep_telling(tenant_rules, around.log))
        broker = await around.broker()
        tasks.create_task(tenants.follow(broker))
        sources = await around.asked(lambda: _sources(around, broker))
        # Preparing rules may take a minute, in which the process says so.
        correlating = await asyncio.to_thread(
            Correlating,
            sources,
            rules,
            around.notes / "correlations.state",
            log=around.log,
            metrics=metrics,
            tenant_rules=tenant_rules,
        )
        await tenants.newest()
        around.is_ready()
        await correlating.run()


async def _sources(around: Surroundings, broker: Broker) -> Sources:
    return Sources(
        stream=await broker.stream((GROUP,)),
        group=GROUP,
        journal=await broker.journal(findings.JOURNAL),
        has_more=lambda: not spool.is_empty(around.folder / "spool"),
    )
