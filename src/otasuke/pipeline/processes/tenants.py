"""The settings of tenants in a process: they are followed, and what they leave out is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

from otasuke.pipeline.log import Log
from otasuke.pipeline.processes.book import FollowedBook
from otasuke.pipeline.processes.surroundings import Surroundings
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from otasuke.pipeline.tenant_settings import REGISTRY

FOLLOWERS = ("care", "correlate", "learn", "worker-")
"""How the names of the processes begin that follow the settings."""
_TELL_EVERY_S = 300.0


def followed_tenants(around: Surroundings) -> FollowedBook[TenantBook]:
    """The settings of all tenants, with a copy of the process's own."""
    return FollowedBook(TenantBook(), REGISTRY, copy_of(around.notes, around.name), log=around.log)


def copy_of(notes: Path, process: str) -> Path:
    """Where a process keeps what it knows."""
    return notes / f"tenants-{process}.json"


async def keep_telling(rules: TenantRules, log: Log) -> None:
    """Say in the log every few minutes, and at the end, how much was left out for whom."""
    try:
        while True:
            await asyncio.sleep(_TELL_EVERY_S)
            _tell(rules, log)
    finally:
        _tell(rules, log)


def _tell(rules: TenantRules, log: Log) -> None:
    for (tenant, rule_id), detections in rules.counted().items():
        log.info("rule.left_out", tenant=tenant, rule=rule_id, detections=detections)
