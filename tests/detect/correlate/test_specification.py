"""Rules as people write them, from YAML to hits: the kinds of example that the Sigma correlation specification gives."""

from __future__ import annotations

from correlations import NO_LATENESS, decided, hit
from otasuke.detect.correlate import CorrelationHit, Correlator, RuleHit
from otasuke.detect.load import load_rules

SINGLES = """
title: Failed sign-in
id: failed
name: failed_login
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4625}, condition: selection}
---
title: Sign-in
id: worked
name: successful_login
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4624}, condition: selection}
---
"""

GUESSED = """
title: Many failed sign-ins
id: many
name: many_failed_logins
correlation:
    type: event_count
    rules: [failed_login]
    group-by: [user]
    timespan: 10m
    condition: {gte: 10}
---
title: Guessed password
id: guessed
correlation:
    type: temporal_ordered
    rules: [many_failed_logins, successful_login]
    group-by: [user]
    timespan: 10m
"""

ACROSS_FIELDS = """
title: One address on both sides
id: across
correlation:
    type: temporal
    rules: [failed_login, successful_login]
    group-by: [address]
    timespan: 10s
    aliases:
        address: {failed_login: target, successful_login: origin}
"""

WITHOUT_SUCCESS = """
title: Failed and never right
id: without
correlation:
    type: temporal
    rules: [failed_login, successful_login]
    group-by: [user]
    timespan: 10s
    condition: failed_login and not successful_login
"""


def found_by(text: str, hits: list[RuleHit]) -> list[CorrelationHit]:
    rules = load_rules([("rules.yml", (SINGLES + text).encode())])
    assert rules.faults == ()
    correlator = Correlator(rules.correlations, rules.rules, limits=NO_LATENESS)
    assert correlator.faults == ()
    return [*correlator.feed("acme", hits), *correlator.flush()]


def test_a_guessed_password_is_one_hit() -> None:
    failures = [hit(second, "failed") for second in range(12)]

    found = found_by(GUESSED, [*failures, hit(30, "worked")])

    assert [(one.correlation_id, one.group) for one in found] == [("guessed", (("user", "alice"),))]


def test_a_password_known_after_nine_tries_is_none() -> None:
    failures = [hit(second, "failed") for second in range(9)]

    assert found_by(GUESSED, [*failures, hit(30, "worked")]) == []


def test_an_alias_groups_across_fields() -> None:
    found = found_by(ACROSS_FIELDS, [hit(0, "failed", target="10.0.0.9"), hit(5, "worked", origin="10.0.0.9")])

    assert [one.group for one in found] == [(("address", "10.0.0.9"),)]


def test_an_expression_with_not_is_decided_at_the_end() -> None:
    assert decided(found_by(WITHOUT_SUCCESS, [hit(0, "failed"), hit(11, "worked")])) == [10]
    assert found_by(WITHOUT_SUCCESS, [hit(0, "failed"), hit(9, "worked")]) == []
