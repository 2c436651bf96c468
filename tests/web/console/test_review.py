"""The pages on which rules are looked at again."""

from __future__ import annotations

from django.test import Client

from finding_cast import NOW, alerts_of, arrive, detection, watched
from otasuke.web.alerts import verdicts
from otasuke.web.alerts.policy import Verdict
from otasuke.web.console import review
from staff_cast import browser_of_staff, hayase


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_before_anything_was_judged_it_says_so(companies) -> None:
    client = browser_of_staff(hayase())

    assert "まだ判定がありません。" in page(client, "/console/review")
    assert "ルールを選んでください。" in page(client, "/console/review/rule")
    assert client.get("/console/review/rule?rule=none").status_code == 404


def test_a_rule_stands_there_with_its_share_and_its_companies(companies) -> None:
    judge = hayase()
    client = browser_of_staff(judge)
    arrive(detection("minori", "otasuke/r1", by=watched(companies.minori)))
    arrive(detection("kobato", "otasuke/r1", by=watched(companies.kobato)), detection("kobato", "r2"))
    (found,) = alerts_of(companies.minori)
    verdicts.judge(companies.minori.id, found.id, Verdict.BENIGN, words="店長に聞いた", actor=judge, at=NOW)

    text = page(client, "/console/review?by=companies")
    assert "100%" in text
    assert "題 otasuke/r1" in text
    assert "題 r2" not in text
    assert "題 r2" in page(client, "/console/review?all=yes")
    assert "見つかりません。" in page(client, "/console/review?q=nothing")
    rule = page(client, "/console/review/rule?rule=otasuke/r1")
    assert "有限会社みのり坂木工" in rule
    assert "こばと歯科医院" in rule
    assert rule.index("まだ判定していない") < rule.index("何でもなかった</span>")


def test_of_many_companies_the_worst_are_listed(companies, monkeypatch) -> None:
    monkeypatch.setattr(review, "_MOST_COMPANIES", 1)
    arrive(detection("minori", "r1", by=watched(companies.minori)), detection("kobato", "r1"))

    assert "ほかに 1社。" in page(browser_of_staff(hayase()), "/console/review/rule?rule=r1")
