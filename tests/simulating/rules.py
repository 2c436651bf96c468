"""A small rule set of our own, ready to judge attacks."""

from __future__ import annotations

from compiled import kernel
from otasuke.detect.engine.engine import Engine
from otasuke.detect.load import load_rules
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.plan.saved import load, save
from otasuke.simulating.attacks.truth import Judge

RULES = rb"""
title: Backups are deleted
id: 11111111-1111-4111-8111-111111111111
level: critical
logsource: {product: windows, category: process_creation}
detection:
    selection:
        CommandLine|contains|all: [vssadmin, delete]
    condition: selection
---
title: A sign-in failed
id: 22222222-2222-4222-8222-222222222222
level: low
logsource: {product: windows, service: security}
detection:
    selection: {EventID: 4625, LogonType: 3}
    condition: selection
---
title: Many sign-ins failed
id: 33333333-3333-4333-8333-333333333333
level: high
correlation:
    type: event_count
    rules: [22222222-2222-4222-8222-222222222222]
    group-by: [IpAddress]
    timespan: 10m
    condition: {gte: 10}
"""
BACKUPS, FAILED, MANY = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "123")


def judge() -> Judge:
    """Who knows these rules."""
    rules = load_rules([("rules.yml", RULES)])
    plan = compile_plan(rules.rules)
    saved = load(save(rules, plan))
    return Judge(Engine(plan, kernel(), saved.rule), saved)
