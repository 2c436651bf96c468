"""How many of a rule's alerts were false alarms."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finding_cast import NOW, arrive, detection, watched
from otasuke.web.alerts import reviewing
from otasuke.web.alerts.models import Alert
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def judged(companies) -> None:
    """r1: 3 of 4 harmless at minori, 0 of 1 at kobato; r2: tests alone; r3: nobody judged."""
    for customer, given in (
        (companies.minori, {"r1": ["benign"] * 3 + ["true", ""], "r2": ["test"], "r3": [""]}),
        (companies.kobato, {"r1": ["true"]}),
    ):
        pc = watched(customer)
        for rule, verdicts in given.items():
            for number, verdict in enumerate(verdicts):
                who = {"User": f"p{number}", "Image": "a.exe"}
                arrive(detection(customer.tenant, rule, by=pc, fields=who), at=NOW)
                with tenant_scope(customer.id):
                    Alert.objects.filter(rule_id=rule, person=f"p{number}").update(verdict=verdict)


def test_of_a_rule_over_all_companies_and_at_each(judged) -> None:
    with across("tests"):
        worst, *others = [reviewing.share_of(one) for one in reviewing.by_rule()]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            at_each = reviewing.by_customer(["r1", "r2"])

    assert (worst.rule, worst.alerts, worst.benign, worst.true, worst.companies) == ("r1", 6, 3, 2, 2)
    assert worst.percent == 60
    assert [(one.rule, one.percent) for one in others] == [("r2", None), ("r3", None)]
    assert len(asked) == 1
    assert [(one.rule, one.customer_tenant, one.percent) for one in at_each] == [
        ("r1", "minori", 75),
        ("r1", "kobato", 0),
        ("r2", "minori", None),
    ]


def test_they_are_found_by_words_and_put_in_another_order(judged) -> None:
    with across("tests"):
        rules = {
            (words, order, only): [
                str(one["rule_id"]) for one in reviewing.by_rule(words, order=order, judged_only=only)
            ]
            for words, order, only in (("題 r2", "share", False), ("", "number", True), ("", "companies", False))
        }

    assert rules == {
        ("題 r2", "share", False): ["r2"],
        ("", "number", True): ["r1", "r2"],
        ("", "companies", False): ["r1", "r2", "r3"],
    }
