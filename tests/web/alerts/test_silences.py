"""Making silences, ending them, and the questions when they are over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from finding_cast import DAY, HOUR, NOW, alerts_of, arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Alert, Silence
from otasuke.web.audit.models import AuditLine
from otasuke.web.incidents import changing
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import employ, hayase

WHY = "棚卸しの道具だと店長に聞いた"


@pytest.fixture
def judge(database) -> Person:
    return hayase("analyst")


def make(customer, judge: Person, wanted: dict[str, str] | None = None, **more: object) -> Silence:
    given = {"reason": WHY, "ends": NOW + 30 * DAY, "owner": judge, "actor": judge, "at": NOW} | more
    return silences.make(customer.id, wanted or {"rule": "r1"}, **given)  # type: ignore[arg-type]


def test_what_fits_is_held_with_the_reason_and_red_is_told(companies, judge) -> None:
    pc, other = watched(companies.minori), watched(companies.minori)
    made = make(companies.minori, judge, {"rule": "r1"})

    arrive(detection("minori", "r1", by=pc), detection("minori", "r2", by=pc), at=NOW + HOUR)
    arrive(detection("minori", "r1", by=other, level="critical", sensor="EIGYO"), at=NOW + HOUR)

    held = {(one.rule_id, one.colour): (one.held_by, one.silence_id) for one in alerts_of(companies.minori)}
    assert held["r1", "黄"] == ("silence", made.id)
    assert held["r2", "黄"] == ("", None)
    assert held["r1", "赤"] == ("", None)


def test_what_was_quiet_before_does_not_become_loud_while_it_is_silenced(companies, judge) -> None:
    pc = watched(companies.minori)
    arrive(detection("minori", "r1", by=pc, level="low"))
    make(companies.minori, judge)

    changed = arrive(detection("minori", "r1", by=pc, level="high"), at=NOW + HOUR)

    (alert,) = alerts_of(companies.minori)
    assert (alert.colour, alert.held_by, changed) == ("黄", "silence", [])


def test_of_another_company_it_hides_nothing(companies, judge) -> None:
    make(companies.kobato, judge)

    arrive(detection("minori", "r1", by=watched(companies.minori)))

    assert [one.held_by for one in alerts_of(companies.minori)] == [""]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": "静か"}, "理由を5文字以上"),
        ({"ends": NOW + 91 * DAY}, "90日まで"),
        ({"ends": NOW}, "終わりの日は"),
        ({"wanted": {"device": "keiri"}}, "どの検知を静かにするか"),
        ({"wanted": {"rule": " "}}, "どの検知を静かにするか"),
        ({"wanted": {"rule": "r1", "level": "low"}}, "どの検知を静かにするか"),
        ({"owner": "desk"}, "責任を持つ人"),
        ({"wanted": {"rule": "R9", "device": "KEIRI "}}, "もう静かにしています"),
        ({"wanted": {"rule": "TRUE"}}, "本物だった検知が1件"),
        ({"wanted": {"rule": "in-true"}}, "本物だった検知が1件"),
    ],
)
def test_refused_in_words_and_nothing_is_written(companies, judge, changed: dict[str, object], words: str) -> None:
    customer = companies.minori
    make(customer, judge, {"rule": "r9", "device": "keiri"})
    if changed.get("owner"):
        desk = Person.objects.create(name="小谷 蓮", email="kotani@naniwa.example")
        employ(desk, "desk")
        changed = {"owner": desk}
    pc = watched(customer, since=NOW - 200 * DAY)
    arrive(detection("minori", "true", by=pc), detection("minori", "in-true", by=pc), at=NOW - 80 * DAY)
    (incident,) = incidents_of(customer)
    with tenant_scope(customer.id):
        Alert.objects.filter(rule_id="true").update(verdict="true")
        Alert.objects.filter(rule_id="in-true").update(verdict="benign")
        changing.set_state(incident.id, State.CLOSED, actor=judge, at=NOW, outcome=Outcome.TRUE)

    with pytest.raises(Refused, match=words):
        make(customer, judge, **changed)

    with tenant_scope(customer.id):
        assert Silence.objects.count() == 1


def test_what_was_real_longer_ago_than_ninety_days_refuses_nothing(companies, judge) -> None:
    arrive(detection("minori", "r1", by=watched(companies.minori), at=NOW - 91 * DAY), at=NOW - 91 * DAY)
    with tenant_scope(companies.minori.id):
        Alert.objects.update(verdict="true")

    assert make(companies.minori, judge).reason == WHY


def test_two_at_a_time_for_the_same_are_impossible_in_the_table_too(companies, judge) -> None:
    made = make(companies.minori, judge)
    made.id = uuid4()

    with tenant_scope(companies.minori.id), pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_ended_early_it_is_told_again_and_nobody_is_asked(companies, judge) -> None:
    made = make(companies.minori, judge)
    silences.end(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)

    arrive(detection("minori", "r1", by=watched(companies.minori)), at=NOW + 2 * HOUR)

    assert [one.held_by for one in alerts_of(companies.minori)] == [""]
    assert silences.ask(at=NOW + 60 * DAY) == 0
    with pytest.raises(NotFound):
        silences.end(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)


def test_what_it_hid_is_told_when_it_is_found_again_after_the_end_and_the_silence_is_remembered(
    companies, judge
) -> None:
    pc = watched(companies.minori)
    made = make(companies.minori, judge)
    arrive(detection("minori", "r1", by=pc), at=NOW + HOUR)

    (incident,) = arrive(detection("minori", "r1", by=pc, at=NOW + 31 * DAY), at=NOW + 31 * DAY)

    (alert,) = alerts_of(companies.minori)
    assert (alert.held_by, alert.silence_id, incident.lead_id) == ("", made.id, alert.id)


def test_it_is_extended_to_ninety_days_from_its_beginning_and_not_further(companies, judge) -> None:
    made = make(companies.minori, judge)
    later = NOW + 20 * DAY

    with pytest.raises(Refused, match="90日まで"):
        silences.extend(companies.minori.id, made.id, ends=later + 80 * DAY, actor=judge, at=later)
    with pytest.raises(Refused, match="いまの終わりより後"):
        silences.extend(companies.minori.id, made.id, ends=NOW + 29 * DAY, actor=judge, at=later)
    longer = silences.extend(companies.minori.id, made.id, ends=NOW + 90 * DAY, actor=judge, at=later)

    assert longer.ends == NOW + 90 * DAY


def test_what_turned_out_real_meanwhile_ends_the_extending(companies, judge) -> None:
    made = make(companies.minori, judge)
    arrive(detection("minori", "r1", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        Alert.objects.update(verdict="true")

    with pytest.raises(Refused, match="本物だった"):
        silences.extend(companies.minori.id, made.id, ends=NOW + 60 * DAY, actor=judge, at=NOW + DAY)


def test_when_it_is_over_it_comes_back_as_a_question_once(companies, judge) -> None:
    made = make(companies.minori, judge)
    over = NOW + 30 * DAY

    assert [silences.ask(at=at) for at in (over - HOUR, over, over + HOUR)] == [0, 1, 0]
    kept = silences.keep_on(
        companies.minori.id, made.id, reason="春まで使うと聞いた", ends=over + 30 * DAY, owner=judge, actor=judge, at=over
    )  # fmt: skip
    with pytest.raises(NotFound):
        silences.let_be(companies.minori.id, made.id, actor=judge, at=over)
    assert (kept.wanted, kept.begins) == ({"rule": "r1"}, over)
    with tenant_scope(companies.minori.id):
        verbs = AuditLine.objects.filter(verb__startswith="silence.").order_by("number").values_list("verb", flat=True)
        assert list(verbs) == ["silence.made", "silence.asked", "silence.made"]


def test_it_goes_on_only_for_a_reason_of_today(companies, judge) -> None:
    made = make(companies.minori, judge)
    over = NOW + 30 * DAY
    silences.ask(at=over)

    with pytest.raises(Refused, match="前と同じ理由"):
        silences.keep_on(
            companies.minori.id, made.id, reason=f" {WHY} ", ends=over + DAY, owner=judge, actor=judge, at=over
        )


def test_who_lets_it_be_is_not_asked_again(companies, judge) -> None:
    made = make(companies.minori, judge)
    silences.ask(at=NOW + 30 * DAY)
    silences.let_be(companies.minori.id, made.id, actor=judge, at=NOW + 30 * DAY)

    assert silences.ask(at=NOW + 40 * DAY) == 0


def test_a_new_one_for_what_ended_a_minute_ago_need_not_wait_for_the_job(companies, judge) -> None:
    make(companies.minori, judge, ends=NOW + DAY)

    later = NOW + DAY + timedelta(minutes=1)
    assert make(companies.minori, judge, at=later, ends=later + DAY).begins == later


def test_another_company_s_cannot_be_ended(companies, judge) -> None:
    made = make(companies.minori, judge)

    with pytest.raises(NotFound):
        silences.end(companies.kobato.id, made.id, actor=judge, at=NOW)
