"""The correlating process."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from otasuke.pipeline import findings
from otasuke.pipeline.correlating import Correlating
from otasuke.pipeline.metrics import CorrelateMetrics
from otasuke.pipeline.processes.report import Report, keep_reporting
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.rules import RuleSource


async def run_correlate(around: Surroundings, rules: RuleSource) -> None:
    """Correlate until cancelled. Raises BadRules."""
    correlating: Correlating | None = None

    def report() -> Report:
        return replace(around.report(), lag_s=correlating.lag_s if correlating else None)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_reporting(around.notes, report))
        broker = await around.broker()
        journal = await around.asked(lambda: broker.journal(findings.JOURNAL))
        metrics = CorrelateMetrics(around.registry)
        # Preparing rules may take a minute, in which the process says so.
        correlating = await asyncio.to_thread(
            Correlating, journal, rules, around.notes / "correlations.state", log=around.log, metrics=metrics
        )
        around.is_ready()
        await correlating.run()
