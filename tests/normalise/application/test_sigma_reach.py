"""Every SigmaHQ rule for applications and databases can be reached by a record that they would write."""

from __future__ import annotations

import pytest

from normalise.generic.reach import rules_for, unreachable, values_near
from normalise.linux.reading import CONTEXT
from oracle.evaluate import Oracle
from otasuke.normalise.application import database, log, opencanary, rpc_firewall

STAMP = "2024-03-29 15:00:50,123 ERROR "
LINES = {
    "jvm": "com.example.Shop - {} at com.example.Shop.buy(Shop.java:7)",
    "spring": "org.springframework.web.X - {}",
    "velocity": "org.apache.velocity.runtime - {}",
    "django": "django.request {}",
    "python": 'Traceback (most recent call last): File "/srv/a.py", line 1 {}',
    "ruby_on_rails": "ActionController::Base {}",
    "nodejs": "Error: {} (/srv/app.js:3:1)",
    "sql": "{}",
}


@pytest.mark.parametrize("product", LINES)
def test_rules_for_frameworks_are_reached(shared_data, product):
    rules = rules_for(shared_data, (product, "application", None))

    missed = unreachable(rules, log.SOURCE, lambda drawn: [STAMP + LINES[product].format(drawn["keywords"])])

    assert rules
    assert missed == []


def test_rules_for_databases_are_reached(shared_data):
    rules = rules_for(shared_data, (None, "database", None))

    missed = unreachable(
        rules, database.SOURCE, lambda drawn: [f"2024-03-29T15:00:50.000000Z 8 Query {drawn['keywords']}"]
    )

    assert rules
    assert missed == []


def test_rules_for_opencanary_are_reached(shared_data):
    for rule in rules_for(shared_data, ("opencanary", "application", None)):
        drawn = next(values_near(rule))

        event = opencanary.to_event({"logtype": int(drawn["logtype"]), "node_id": "c", "logdata": {}}, CONTEXT, 0)

        assert Oracle([rule]).rules_of(event), rule.title


def test_rules_for_the_rpc_firewall_are_reached(shared_data):
    for rule in rules_for(shared_data, ("rpc_firewall", "application", None)):
        records = [{"EventLog": "RPCFW", "EventID": 3, "OpNum": 99} | drawn for drawn in values_near(rule)]

        events = [rpc_firewall.to_event(record, CONTEXT, 0) for record in records]

        assert any(Oracle([rule]).rules_of(event) for event in events), rule.title
