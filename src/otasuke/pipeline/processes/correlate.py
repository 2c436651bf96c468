"""The correlating process."""

from __future__ import annotations

from otasuke.pipeline import findings
from otasuke.pipeline.correlating import Correlating
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.rules import RuleSource


async def run_correlate(around: Surroundings, rules: RuleSource) -> None:
    """Correlate until cancelled. Raises BadRules."""
    broker = await around.broker()
    journal = await broker.journal(findings.JOURNAL)
    correlating = Correlating(journal, rules, around.notes / "correlations.state", log=around.log)
    around.is_ready()
    await correlating.run()
