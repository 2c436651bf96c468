from __future__ import annotations

import asyncio

import pytest

from otasuke.pipeline import rule_watch
from otasuke.pipeline.log import Log
from otasuke.pipeline.rule_watch import RuleWatch
from pipeline.cast import WHOAMI, Rules


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_watch, "LOOK_EVERY_S", 0.0)


def test_rules_that_changed_are_handed_over_once_and_bad_ones_are_only_told():
    said: list[str] = []
    rules = Rules(WHOAMI)
    rules.load()

    async def story():
        watch = RuleWatch(rules, Log("worker", write=said.append))
        same = await watch.newer()
        rules.texts = None
        bad = await watch.newer()
        rules.texts = (WHOAMI.replace("whoami", "other"),)
        return same, bad, await watch.newer(), await watch.newer()

    same, bad, newer, again = asyncio.run(story())

    assert (same, bad, again) == (None, None, None)
    assert newer is not None
    assert [word for line in said for word in ("rules.bad", "rules.renewed") if word in line] == [
        "rules.bad",
        "rules.renewed",
    ]


def test_nobody_looks_before_it_is_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rule_watch, "LOOK_EVERY_S", 1000.0)
    rules = Rules(WHOAMI)
    rules.load()
    rules.texts = (WHOAMI.replace("whoami", "other"),)

    assert asyncio.run(RuleWatch(rules, Log("worker", write=lambda _: None)).newer()) is None
