"""Who appears in the tests of the pipeline: two companies, what their computers write, and rules that find some of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from compiled import kernel
from otasuke.detect.engine.engine import Engine
from otasuke.detect.load import load_rules
from otasuke.detect.plan.compile import compile_plan
from otasuke.enrol.senders import Sender
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.rules import BadRules, RunningRules

NOW = datetime(2026, 11, 24, 1, 0, 0, tzinfo=UTC)
SAKURA = Sender("sakura", "office-pc")
FUJI = Sender("fuji", "office-pc")

WHOAMI = """
title: Whoami was run
id: 11111111-1111-4111-8111-111111111111
status: test
level: high
tags: [attack.discovery]
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: '\\whoami.exe'}
  condition: selection
"""
FAILED_SIGN_IN = """
title: A sign-in failed
name: failed
id: 22222222-2222-4222-8222-222222222222
status: test
level: low
logsource: {product: linux, service: sshd}
detection:
  selection: ['Failed password']
  condition: selection
"""
GUESSING = """
title: Many sign-ins failed
id: 33333333-3333-4333-8333-333333333333
status: test
level: high
correlation:
  type: event_count
  rules: [failed]
  group-by: [hostname]
  timespan: 5m
  condition: {gte: 3}
"""


def rules_of(*texts: str, version: str = "1") -> RunningRules:
    loaded = load_rules([(f"{number}.yml", text.encode()) for number, text in enumerate(texts)])
    assert not loaded.faults
    referred = {name for one in loaded.correlations for name in one.rules}
    return RunningRules(
        version=version,
        open_engine=lambda rule: Engine(compile_plan(loaded.rules), kernel(), rule),
        rule=loaded.rules.__getitem__,
        correlations=tuple(loaded.correlations),
        correlated=tuple(rule for rule in loaded.rules if rule.id in referred),
    )


class Rules:
    """A source of rules whose content a test changes. None: they are bad."""

    def __init__(self, *texts: str) -> None:
        self.texts: tuple[str, ...] | None = texts
        self._loaded: object = self

    def load(self) -> RunningRules:
        self._loaded = self.texts
        if self.texts is None:
            raise BadRules("not today")
        return rules_of(*self.texts, version=str(hash(self.texts)))

    def has_changed(self) -> bool:
        return self._loaded is not self.texts


def creation(image: str, **more: Any) -> bytes:
    """A process creation as Winlogbeat writes it."""
    return json.dumps(
        {
            "@timestamp": "2026-11-24T00:59:58.000Z",
            "winlog": {
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "provider_name": "Microsoft-Windows-Sysmon",
                "event_id": "1",
                "computer_name": "KEIRI-PC01",
                "event_data": {"Image": image, "CommandLine": image, **more},
            },
        }
    ).encode()


def failed_sign_in(second: int) -> bytes:
    """A line of sshd."""
    return f"Nov 24 09:59:{second:02d} nas sshd[99]: Failed password for root from 203.0.113.9 port 22 ssh2".encode()


def parcel(*lines: bytes, sender: Sender = SAKURA, batch: str = "b1", after_s: float = 0) -> Parcel:
    return Parcel(sender.tenant, sender.sensor, batch, NOW + timedelta(seconds=after_s), b"\n".join(lines))


async def until(condition: Callable[[], bool], *, within_s: float = 20) -> None:
    """Let others work until something is true."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


def all_new(parcels: Sequence[tuple[str, str]]) -> list[bool]:
    return [True] * len(parcels)
