"""What the tests of commands share: one cache, so that the engine is compiled once, and events to scan."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

RULE = r"""
title: Backups are deleted
id: 11111111-1111-4111-8111-111111111111
level: critical
tags: [attack.impact, attack.t1490]
description: Somebody deletes the shadow copies.
logsource: {product: windows, category: process_creation}
detection:
    selection:
        CommandLine|contains|all: [vssadmin, delete]
    condition: selection
---
title: A program starts
id: 22222222-2222-4222-8222-222222222222
level: low
logsource: {product: windows, category: process_creation}
detection:
    selection:
        Image|endswith: '.exe'
    condition: selection
---
title: Many programs start
id: 33333333-3333-4333-8333-333333333333
level: high
correlation:
    type: event_count
    rules: [22222222-2222-4222-8222-222222222222]
    group-by: [Computer]
    timespan: 1h
    generate: true
    condition: {gte: 5}
"""


@pytest.fixture(scope="session", autouse=True)
def cache() -> Iterator[None]:
    """The user's own cache, or one for all tests of this run and the next."""
    folder = os.environ.get("OTASUKE_CACHE") or str(Path.home() / ".cache" / "otasuke")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTASUKE_CACHE", folder)
        yield


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """A folder with two rules and a correlation."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "rules.yml").write_text(RULE)
    return str(folder)


@pytest.fixture
def process() -> Callable[..., bytes]:
    """Makes a line of Winlogbeat: a program that started."""

    def make(command: str = "notepad.exe", minute: int = 0, computer: str = "pc1", record: int | None = None) -> bytes:
        winlog: dict[str, object] = {
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "provider_name": "Microsoft-Windows-Sysmon",
            "event_id": "1",
            "computer_name": computer,
            "event_data": {"Image": r"C:\Windows\a.exe", "CommandLine": command},
        }
        if record is not None:
            winlog["record_id"] = record
        return orjson.dumps({"@timestamp": f"2026-04-01T09:{minute:02}:00.000Z", "winlog": winlog}) + b"\n"

    return make
