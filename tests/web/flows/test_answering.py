"""What follows of an owner's answer."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from drill_cast import three_at_night
from finding_cast import DAY, HOUR, MINUTE, NOW, alerts_of, arrive, detection, incidents_of, watched
from job_runner import run_jobs
from notify_cast import OVER, contact, deliveries
from otasuke.web.flows.answering import ANSWER, Over, answered
from otasuke.web.flows.telling import about
from otasuke.web.incidents.answers import HINT, HINT_NOT, WHY
from otasuke.web.incidents.models import Entry, Incident, Task
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.services import close
from otasuke.web.notify.words import Answer
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across, tenant_scope

LATER = NOW + 10 * MINUTE


@pytest.fixture
def matter(companies) -> Incident:
    contact(companies.minori)
    (made,) = arrive(detection("minori", by=watched(companies.minori)))
    return made


def pc_of(company) -> Device:
    with tenant_scope(company.id):
        return Device.objects.get()


def message_of(incident: Incident) -> Message:
    with tenant_scope(incident.customer_id):
        return Message.objects.get(about_id=incident.id)


def say(incident: Incident, answer: Answer | None, *, by: str = "松原 恵", at=LATER) -> Message:
    return answered(message_of(incident), answer, by=by, person=None, at=at)


def again(incident: Incident) -> Incident:
    with tenant_scope(incident.customer_id):
        return Incident.objects.get(id=incident.id)


def story(incident: Incident) -> list[str]:
    with tenant_scope(incident.customer_id):
        return [
            one.words["key"] % one.words["values"]
            for one in Entry.objects.filter(incident=incident, kind="answered").order_by("at")
        ]


def tasks(incident: Incident) -> list[str]:
    with tenant_scope(incident.customer_id):
        found = Task.objects.filter(incident=incident).order_by("position").values_list("words", flat=True)
        return [one for one in found if "：" in one and ("お電話" in one or "カード" in one)]


def calls() -> list[StaffCall]:
    with across("tests"):
        return list(StaffCall.objects.filter(about_kind=ANSWER, withdrawn_at=None))


@pytest.mark.parametrize("answer", list(Answer))
def test_every_answer_stands_in_the_story_and_somebody_looks(matter: Incident, answer: Answer) -> None:
    said = say(matter, answer)

    assert (said.answer, said.answered_by) == (answer, "松原 恵")
    assert again(matter).state == State.LOOKING
    assert again(matter).version == matter.version + 1
    (line,) = story(matter)
    assert line.startswith("松原 恵さんが")


def test_it_was_me_is_a_hint_for_the_desk_and_the_same_waits_for_the_letter(matter: Incident, companies) -> None:
    say(matter, Answer.MINE)
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=LATER)
    alert = alerts_of(companies.minori)[0]
    assert (alert.verdict, alert.verdict_words) == ("", HINT)
    assert len(tasks(matter)) == 1
    with tenant_scope(companies.minori.id):
        alert.closed_at = LATER
        alert.save()

    pc = pc_of(companies.minori)
    assert arrive(detection("minori", by=pc, at=NOW + 3 * DAY), at=NOW + 3 * DAY) == []
    assert alerts_of(companies.minori)[-1].held_by == "context"
    assert len(incidents_of(companies.minori)) == 1


def test_what_is_red_comes_all_the_same(matter: Incident, companies) -> None:
    say(matter, Answer.MINE)
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=LATER)
    alert = alerts_of(companies.minori)[0]
    with tenant_scope(companies.minori.id):
        alert.closed_at = LATER
        alert.save()

    assert arrive(detection("minori", level="critical", by=pc_of(companies.minori), at=NOW + 3 * DAY), at=NOW + 3 * DAY)


def test_the_same_at_another_company_and_another_thing_here_are_not_meant(matter: Incident, companies) -> None:
    say(matter, Answer.MINE)
    pc = pc_of(companies.minori)

    assert arrive(detection("kobato", by=watched(companies.kobato), at=NOW + 3 * DAY), at=NOW + 3 * DAY)
    assert arrive(detection("minori", "r2", by=pc, at=NOW + 3 * DAY), at=NOW + 3 * DAY)


def test_it_was_not_me_makes_it_graver_and_calls_who_is_on_duty_but_not_him(matter: Incident) -> None:
    three_at_night()
    before = len(deliveries(message__isnull=False))

    said = say(matter, Answer.NOT_MINE)

    assert (again(matter).level, again(matter).set_colour_why) == ("赤", WHY[Answer.NOT_MINE])
    assert (said.colour, message_of(matter).colour) == ("黄", "赤")
    assert len(deliveries(message__isnull=False)) == before
    (call,) = calls()
    assert "違います" in call.in_language("ja").title
    assert "松原 恵" in call.in_language("ja").now


def test_what_comes_next_about_it_does_not_call_him_again_for_what_he_said(matter: Incident, companies) -> None:
    say(matter, Answer.NOT_MINE)
    before = len(deliveries(message__isnull=False))

    pc = pc_of(companies.minori)
    arrive(detection("minori", "r2", by=pc, at=NOW + HOUR), at=NOW + HOUR)

    assert len(deliveries(message__isnull=False)) == before


def test_please_call_is_something_to_do_for_the_desk_and_is_mailed_to_it(matter: Incident) -> None:
    with override_settings(DESK_MAIL="desk@naniwa.example"):
        say(matter, Answer.CALL_ME)
        run_jobs()

    (task,) = tasks(matter)
    assert task == "折り返しお電話する：松原 恵さん（11月24日 9:50）"
    assert [one.subject for one in mail.outbox if one.to == ["desk@naniwa.example"]] == [
        "電話ください 有限会社みのり坂木工"
    ]
    assert calls() == []


def test_please_call_of_what_is_red_calls_who_is_on_duty(companies) -> None:
    contact(companies.minori)
    (red,) = arrive(detection("minori", level="critical", by=watched(companies.minori)))

    say(red, Answer.CALL_ME)

    assert len(calls()) == 1


def test_another_answer_undoes_what_the_one_before_did(matter: Incident, companies) -> None:
    say(matter, Answer.NOT_MINE)
    say(matter, Answer.MINE, at=LATER + MINUTE)

    assert (again(matter).level, again(matter).set_colour) == ("黄", "")
    assert message_of(matter).colour == "黄"
    assert calls() == []
    assert alerts_of(companies.minori)[0].verdict_words == HINT
    assert len(story(matter)) == 2


def test_taken_back_nothing_of_it_is_left_but_its_story(matter: Incident, companies) -> None:
    for number, answer in enumerate((Answer.MINE, None, Answer.CALL_ME, None, Answer.NOT_MINE, None)):
        said = say(matter, answer, at=LATER + number * MINUTE)

    assert (said.answer, said.answered_by, said.answered_at) == ("", "", None)
    assert tasks(matter) == calls() == []
    assert (again(matter).level, alerts_of(companies.minori)[0].verdict_words) == ("黄", "")
    assert len(story(matter)) == 6
    pc = pc_of(companies.minori)
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=LATER)
    assert arrive(detection("minori", by=pc, at=NOW + 3 * DAY), at=NOW + 3 * DAY) is not None


def test_the_same_answer_twice_is_one(matter: Incident) -> None:
    say(matter, Answer.MINE)
    say(matter, Answer.MINE, by="坂木 実", at=LATER + MINUTE)

    assert len(story(matter)) == 1
    assert message_of(matter).answered_by == "松原 恵"


def test_what_is_over_takes_no_answer(matter: Incident) -> None:
    close(matter.customer_id, about(matter), words=OVER, at=LATER)

    with pytest.raises(Over):
        say(matter, Answer.MINE)
    assert story(matter) == []


def test_if_one_part_fails_nothing_was_answered(matter: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    from otasuke.web.flows import answering

    monkeypatch.setattr(answering, "call_duty", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        say(matter, Answer.NOT_MINE)

    assert message_of(matter).answer == ""
    assert again(matter).set_colour == ""
    assert story(matter) == []


def test_that_nobody_opened_it_calls_nobody_and_lets_the_next_one_through(matter: Incident, companies) -> None:
    said = say(matter, Answer.DID_NOT)

    assert (said.colour, again(matter).level, calls(), tasks(matter)) == ("黄", "黄", [], [])
    alert = alerts_of(companies.minori)[0]
    assert (alert.verdict, alert.verdict_words) == ("", HINT_NOT)
    with tenant_scope(companies.minori.id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=LATER)
        alert.closed_at = LATER
        alert.save()
    arrive(detection("minori", by=pc_of(companies.minori), at=NOW + 3 * DAY), at=NOW + 3 * DAY)
    assert alerts_of(companies.minori)[-1].held_by != "context"


def test_that_it_was_opened_makes_it_graver_and_calls_who_is_on_duty(matter: Incident) -> None:
    three_at_night()

    say(matter, Answer.DID)

    assert (again(matter).level, message_of(matter).colour) == ("赤", "赤")
    (call,) = calls()
    assert "はい、開いた・した" in call.in_language("ja").title
    assert "yes, it was opened" in call.in_language("en").title
    say(matter, Answer.DID_NOT, at=LATER + MINUTE)
    assert (again(matter).level, calls()) == ("黄", [])


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_what_says_nothing_of_how_grave_it_is_is_only_noted(matter: Incident, companies, answer: Answer) -> None:
    say(matter, answer)

    assert (again(matter).level, calls(), tasks(matter)) == ("黄", [], [])
    assert alerts_of(companies.minori)[0].verdict_words == ""
