"""A worker as a process."""

from __future__ import annotations

from otasuke.pipeline import arrivals, dead, findings
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.rules import RuleSource
from otasuke.pipeline.worker import GROUP, Ports, Worker
from otasuke.stream.port import PARTITIONS


async def run_worker(around: Surroundings, rules: RuleSource, *, number: int, of: int) -> None:
    """Work on every `of`-th partition, from `number` on, until cancelled. Raises BadRules."""
    broker = await around.broker()
    ports = Ports(
        stream=await broker.stream((GROUP,)),
        detections=await broker.journal(findings.JOURNAL),
        dead=await broker.journal(dead.JOURNAL),
        arrivals=await broker.journal(arrivals.JOURNAL, kept=arrivals.KEPT),
        lake=around.lake,
        folder=around.notes,
    )
    worker = Worker(ports, rules, name=str(number), partitions=range(number, PARTITIONS, of), log=around.log)
    around.is_ready()
    await worker.run()
