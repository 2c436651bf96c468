"""What must be true afterwards: every acknowledged event once in the lake, everything found once in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from killing.load import Account
from otasuke.findings.live import LiveDetection, read_findings
from otasuke.lake.columns import FIELD
from otasuke.lake.reader import LakeReader
from otasuke.stream.port import Broker
from otasuke.stream.whole import all_entries

SIMPLE = "d1111111-1111-4111-8111-111111111111"
_NUMBERED = f"{FIELD}CommandLine"
GUESSED = "d2222222-2222-4222-8222-222222222222"
GUESSING = "d3333333-3333-4333-8333-333333333333"
RULES = f"""
title: Whoami was run
id: {SIMPLE}
status: test
level: high
logsource: {{product: windows, category: process_creation}}
detection:
  selection: {{Image|endswith: '\\whoami.exe'}}
  condition: selection
---
title: Somebody guessed
name: guessed
id: {GUESSED}
status: test
level: low
logsource: {{product: windows, category: process_creation}}
detection:
  selection: {{Image|endswith: '\\guess.exe'}}
  condition: selection
---
title: Somebody guessed three times
id: {GUESSING}
status: test
level: high
correlation:
  type: event_count
  rules: [guessed]
  group-by: [User]
  timespan: 1h
  condition: {{gte: 3}}
"""


@dataclass(slots=True)
class Verdict:
    """How many of each there are. doubled_ids: the same id twice in the journal; doubled: one thing under several ids."""

    acknowledged: int = 0
    lost: int = 0
    doubled_in_lake: int = 0
    strange_in_lake: int = 0
    detections: int = 0
    missing_detections: int = 0
    doubled_detections: int = 0
    correlations: int = 0
    missing_correlations: int = 0
    doubled_correlations: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not (self.lost or self.missing_detections or self.missing_correlations)

    @property
    def faults(self) -> list[str]:
        """What should be 0 and is not."""
        names = (
            "lost", "doubled_in_lake", "strange_in_lake", "missing_detections", "doubled_detections",
            "missing_correlations", "doubled_correlations",
        )  # fmt: skip
        return [f"{name.replace('_', ' ')}: {count}" for name in names if (count := getattr(self, name))]


async def all_detections(broker: Broker) -> list[LiveDetection]:
    """Everything in the journal of detections."""
    journal = await broker.journal("detections")
    return [one async for entry in all_entries(journal) for one in read_findings(entry.data).detections]


def judge(lake: Path, detections: Sequence[LiveDetection], accounts: Sequence[Account]) -> Verdict:
    """Compare what was sent with what is there."""
    verdict = Verdict()
    _judge_ids(verdict, detections)
    for tenant in sorted({one.tenant for one in accounts}):
        of_tenant = [one for one in accounts if one.tenant == tenant]
        _judge_lake(verdict, _in_lake(lake, tenant), tenant, of_tenant)
        _judge_detections(verdict, [one for one in detections if one.tenant == tenant], tenant, of_tenant)
    return verdict


def _in_lake(lake: Path, tenant: str) -> Counter[int]:
    found: Counter[int] = Counter()
    for batch in LakeReader(lake, tenant).batches([_NUMBERED]):
        if _NUMBERED in batch.schema.names:
            found.update(_number(text) for text in batch.column(_NUMBERED).to_pylist() if text)
    return found


def _number(text: str) -> int:
    return int(text.removeprefix("number="))


def _judge_ids(verdict: Verdict, detections: Sequence[LiveDetection]) -> None:
    ids = Counter(one.id for one in detections)
    for one in detections:
        if ids[one.id] > 1:
            verdict.doubled_detections += 1 if one.rule_id == SIMPLE else 0
            verdict.doubled_correlations += 1 if one.rule_id == GUESSING else 0
            verdict.examples.append(
                f"doubled: {one.tenant} {one.title} {one.id} batch {one.batch} at {one.detected_at}"
            )


def _judge_lake(verdict: Verdict, found: Counter[int], tenant: str, accounts: Sequence[Account]) -> None:
    taken = set().union(*(one.taken for one in accounts))
    left = set().union(*(one.left for one in accounts))
    lost, doubled = taken - found.keys(), [number for number, count in found.items() if count > 1]
    verdict.acknowledged += len(taken)
    verdict.lost += len(lost)
    verdict.doubled_in_lake += len(doubled)
    verdict.strange_in_lake += len(found.keys() - taken - left)
    verdict.examples += [f"lost: {tenant} {number}" for number in sorted(lost)[:3]]
    verdict.examples += [f"doubled in the lake: {tenant} {number}" for number in sorted(doubled)[:3]]


def _judge_detections(
    verdict: Verdict, detections: Sequence[LiveDetection], tenant: str, accounts: Sequence[Account]
) -> None:
    taken = set().union(*(one.taken for one in accounts))
    expected = set().union(*(one.found for one in accounts)) & taken
    simple = {_number(str((one.fields or {})["CommandLine"])) for one in detections if one.rule_id == SIMPLE}
    missing = expected - simple
    verdict.detections += len(simple)
    verdict.missing_detections += len(missing)
    verdict.examples += [f"not detected: {tenant} {number}" for number in sorted(missing)[:3]]
    guessed = {name for one in accounts for name, numbers in one.groups.items() if taken.issuperset(numbers)}
    told = Counter(dict(one.group)["User"] for one in detections if one.rule_id == GUESSING)
    verdict.correlations += len(told)
    verdict.missing_correlations += len(guessed - told.keys())
    verdict.doubled_correlations += sum(count - 1 for count in told.values() if count > 1)
    verdict.examples += [f"not correlated: {tenant} {name}" for name in sorted(guessed - told.keys())[:3]]
    verdict.examples += [f"correlated {count} times: {tenant} {name}" for name, count in told.items() if count > 1][:3]
