from __future__ import annotations

from datetime import timedelta

from otasuke.findings.live import CorrelatedHit, Findings, LiveDetection
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from pipeline.cast import NOW
from pipeline.tenant_cast import FAILED_ID, WHOAMI_ID, off, value_of


def detection(tenant="sakura", rule_id=WHOAMI_ID):
    return LiveDetection(f"{tenant}-{rule_id}", tenant, rule_id, "Whoami", "high", (), NOW, NOW, NOW)


def hit(tenant="sakura", rule_id=WHOAMI_ID):
    return CorrelatedHit(tenant, rule_id, NOW, NOW, "e1", {})


def rules_with(*rules_off, left_out=lambda _: None):
    book = TenantBook()
    book.change("sakura", value_of(*rules_off))
    return TenantRules(book, left_out=left_out), book


def test_what_is_switched_off_is_left_out_for_its_tenant_alone():
    rules, _ = rules_with(off())
    others = (detection("fuji"), detection(rule_id=FAILED_ID))

    kept = rules.kept(Findings((detection(), *others), (hit(), hit("fuji"))), now=NOW)

    assert kept == Findings(others, (hit("fuji"),))


def test_what_is_left_out_is_counted_once():
    levels = []
    rules, _ = rules_with(off(), left_out=levels.append)
    for _ in range(3):
        rules.kept(Findings((detection(), detection("fuji"))), now=NOW)

    assert levels == ["high"] * 3
    assert rules.counted() == {("sakura", WHOAMI_ID): 3}
    assert not rules.counted()


def test_it_finds_again_when_its_time_is_over_or_somebody_switches_it_on():
    rules, book = rules_with(off(until=NOW + timedelta(hours=1)))
    found = Findings((detection(),), (hit(),))

    assert rules.kept(found, now=NOW) == Findings()
    assert rules.kept(found, now=NOW + timedelta(hours=1)) == found
    book.change("sakura", value_of())
    assert rules.kept(found, now=NOW) == found


def test_where_nothing_is_switched_off_nothing_is_looked_at():
    found = Findings((detection(),))

    assert TenantRules().kept(found, now=NOW) is found
