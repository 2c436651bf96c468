"""What alerts were, as people found out."""

from __future__ import annotations

import pytest

from finding_cast import DAY, HOUR, MINUTE, NOW, alerts_of, arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences, verdicts
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Alert, Silence
from otasuke.web.alerts.policy import Verdict
from otasuke.web.audit.models import AuditLine
from otasuke.web.incidents import changing
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase

WHY = "店長に電話で聞いた"


@pytest.fixture
def judge(database) -> Person:
    return hayase("analyst")


@pytest.fixture
def found(companies) -> Alert:
    arrive(detection("minori", "r1", by=watched(companies.minori)))
    return alerts_of(companies.minori)[0]


def test_a_verdict_has_words_and_who_gave_it_and_can_be_taken_back(companies, judge, found) -> None:
    first = verdicts.judge(companies.minori.id, found.id, Verdict.BENIGN, words=WHY, actor=judge, at=NOW)
    second = verdicts.judge(companies.minori.id, found.id, Verdict.TEST, words="試験", actor=judge, at=NOW + MINUTE)

    with pytest.raises(Refused, match="別の判定"):
        verdicts.undo(companies.minori.id, first.id, actor=judge, at=NOW + HOUR)
    back = verdicts.undo(companies.minori.id, second.id, actor=judge, at=NOW + HOUR)
    assert (back.verdict, back.verdict_by_id, back.verdict_at, back.verdict_words) == ("benign", judge.id, NOW, WHY)
    none = verdicts.undo(companies.minori.id, first.id, actor=judge, at=NOW + HOUR)
    assert (none.verdict, none.verdict_by_id, none.verdict_at, none.verdict_words) == ("", None, None, "")
    with pytest.raises(NotFound):
        verdicts.undo(companies.minori.id, first.id, actor=judge, at=NOW + HOUR)
    with tenant_scope(companies.minori.id):
        verbs = AuditLine.objects.filter(verb__startswith="alert.").order_by("number").values_list("verb", flat=True)
        assert list(verbs) == ["alert.judged"] * 2 + ["alert.verdict_undone"] * 2


def test_without_a_word_nothing_is_judged(companies, judge, found) -> None:
    with pytest.raises(Refused, match="ひとこと"):
        verdicts.judge(companies.minori.id, found.id, Verdict.TRUE, words=" ", actor=judge, at=NOW)


def test_another_company_s_alert_is_not_there(companies, judge, found) -> None:
    with pytest.raises(NotFound):
        verdicts.judge(companies.kobato.id, found.id, Verdict.TRUE, words=WHY, actor=judge, at=NOW)


def test_what_somebody_judged_keeps_his_verdict_when_its_incident_is_closed(companies, judge) -> None:
    pc = watched(companies.minori)
    arrive(detection("minori", "r1", by=pc), detection("minori", "r2", by=pc))
    first, _second = alerts_of(companies.minori)
    verdicts.judge(companies.minori.id, first.id, Verdict.BENIGN, words=WHY, actor=judge, at=NOW)

    (incident,) = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        changing.set_state(incident.id, State.CLOSED, actor=judge, at=NOW + HOUR, outcome=Outcome.TRUE)

    assert [one.verdict for one in alerts_of(companies.minori)] == ["benign", "true"]


@pytest.mark.parametrize(("verdict", "is_on"), [(Verdict.TRUE, False), (Verdict.BENIGN, True), (Verdict.TEST, True)])
def test_what_was_real_ends_the_silences_that_would_hide_it_and_no_other(
    companies, judge, found, verdict: Verdict, is_on: bool
) -> None:
    for customer, rule in ((companies.minori, "r1"), (companies.minori, "r2"), (companies.kobato, "r1")):
        silences.make(
            customer.id, {"rule": rule}, reason="棚卸しの道具", ends=NOW + DAY, owner=judge, actor=judge, at=NOW
        )

    verdicts.judge(companies.minori.id, found.id, verdict, words=WHY, actor=judge, at=NOW + HOUR)

    with tenant_scope(companies.minori.id):
        on = {one.wanted["rule"]: one.ended_at is None for one in Silence.objects.all()}
    with tenant_scope(companies.kobato.id):
        elsewhere = Silence.objects.get()
    assert (on, elsewhere.ended_at) == ({"r1": is_on, "r2": True}, None)
