"""What an owner is told of an incident."""

from __future__ import annotations

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from notify_cast import contact, deliveries
from otasuke.advice.colour import Colour
from otasuke.web.flows.telling import advice_of, retell, tell
from otasuke.web.incidents.changing import merge
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.tenancy.scope import across, tenant_scope


def messages(companies) -> list[Message]:
    with tenant_scope(companies.minori.id):
        return list(Message.objects.order_by("made_at"))


def test_it_speaks_of_his_computer_by_the_name_that_he_gave_it_in_both_languages(companies) -> None:
    (incident,) = arrive(detection("minori", by=watched(companies.minori)))

    with tenant_scope(companies.minori.id):
        said = advice_of(incident)

    assert "受付のパソコン" in "".join(said["ja"].lines)
    assert all(said["en"].lines)
    assert incident.told_at == NOW


def test_a_matter_is_one_message_that_goes_out_once(companies) -> None:
    contact(companies.minori)
    pc = watched(companies.minori)

    arrive(detection("minori", "r1", by=pc))
    arrive(detection("minori", "r2", by=pc, at=NOW + MINUTE), at=NOW + MINUTE)

    (message,) = messages(companies)
    (incident,) = incidents_of(companies.minori)
    assert (message.about_id, message.colour, message.made_at) == (incident.id, "黄", NOW)
    assert "受付のパソコン" in message.in_language("ja").happened
    assert message.in_language("ja").question
    assert [one.way for one in deliveries()] == ["mail"]


def test_a_colour_that_somebody_gave_speaks_its_own_words(companies) -> None:
    (incident,) = arrive(detection("minori", by=watched(companies.minori)))
    incident.set_colour = Colour.RED.value

    with tenant_scope(companies.minori.id):
        red = advice_of(incident)["ja"]
        message = tell(incident, at=NOW + HOUR)

    assert red.colour is Colour.RED
    assert "お電話ください" in red.now
    assert (message.colour, message.in_language("ja").now) == ("赤", red.now)


def test_of_two_that_became_one_a_single_message_stays_open(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori, kind="utm")
    arrive(detection("minori", "r1", by=first, fields={}))
    arrive(detection("minori", "r2", by=second, sensor="gate", fields={}), at=NOW + MINUTE)
    one, other = incidents_of(companies.minori)

    with tenant_scope(companies.minori.id):
        merge(one.id, other.id, actor=None, at=NOW + HOUR)
        tell(one, at=NOW + HOUR)

    assert [message.closed_at for message in messages(companies)] == [None, NOW + HOUR]


def calls() -> list[StaffCall]:
    with across("tests"):
        return list(StaffCall.objects.order_by("told_at"))


def test_one_that_becomes_red_interrupts_again_and_calls_who_is_on_duty_once(companies) -> None:
    contact(companies.minori)
    pc = watched(companies.minori)
    arrive(detection("minori", "r1", by=pc))
    arrive(detection("minori", "r2", level="critical", by=pc, at=NOW + MINUTE), at=NOW + MINUTE)
    (incident,) = arrive(detection("minori", "r3", level="critical", by=pc, at=NOW + HOUR), at=NOW + HOUR)

    (message,) = messages(companies)
    assert (message.colour, message.interruption, message.told_at) == ("赤", 2, NOW + MINUTE)
    (call,) = calls()
    assert call.words["ja"]["title"].startswith(f"{incident.code} {companies.minori.name}")


def test_of_a_company_without_a_telephone_staff_hear_once(companies) -> None:
    arrive(detection("minori", level="critical", by=watched(companies.minori)))

    (call,) = calls()
    assert "電話ができません" in call.words["ja"]["title"]


def test_nobody_is_told_of_what_is_for_the_letter(companies) -> None:
    arrive(detection("minori", level="medium", by=watched(companies.minori)))

    assert messages(companies) == []
    assert calls() == []


def test_what_changed_by_their_own_word_is_said_and_disturbs_nobody(companies) -> None:
    contact(companies.minori)
    (incident,) = arrive(detection("minori", by=watched(companies.minori)))
    incident.set_colour = Colour.RED.value

    with tenant_scope(companies.minori.id):
        retell(incident, at=NOW + HOUR)

    (message,) = messages(companies)
    assert (message.colour, message.interruption, message.revision) == ("赤", 1, 2)
    assert [one.way for one in deliveries(message__isnull=False)] == ["mail"]
