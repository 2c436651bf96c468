"""Who takes an incident has its calls."""

from __future__ import annotations

import pytest

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, watched
from notify_cast import WORDS, contact, deliveries
from otasuke.web.accounts.models import Person
from otasuke.web.flows.answering import answered
from otasuke.web.incidents import changing, doing
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.services import acknowledge_message
from otasuke.web.notify.staffing import call_duty
from otasuke.web.notify.unreached import tell_staff
from otasuke.web.notify.words import About, Answer
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import employ

SOON = NOW + MINUTE


@pytest.fixture
def staff(companies) -> tuple[Person, Person]:
    """Two on the chain."""
    made = []
    for number, name in enumerate(("早瀬 遥", "鴨居 司"), start=1):
        person = Person.objects.create(name=name, email=f"s{number}@naniwa.example", phone=f"090-0000-001{number}")
        employ(person, "manager")
        made.append(person)
    return made[0], made[1]


@pytest.fixture
def matter(companies, staff) -> Incident:
    """A 赤 about which the company and who is on duty are called."""
    contact(companies.minori)
    (made,) = arrive(
        detection("minori", level="critical", tags=("attack.impact", "attack.t1486"), by=watched(companies.minori))
    )
    assert made.called_at == NOW
    return made


def calls() -> list[StaffCall]:
    with across("tests"):
        return list(StaffCall.objects.order_by("told_at", "about_kind"))


def message(matter: Incident) -> Message:
    with tenant_scope(matter.customer_id):
        return Message.objects.get()


def waiting_calls() -> int:
    return len(deliveries(state="waiting", staff_call__isnull=False))


def take(matter: Incident, who: Person) -> None:
    with tenant_scope(matter.customer_id):
        changing.assign(matter.id, who, actor=who, at=SOON)


def test_who_takes_it_stops_the_calls_of_the_next_on_duty(matter, staff) -> None:
    assert waiting_calls()

    take(matter, staff[1])

    (call,) = calls()
    assert (call.acknowledged_by, call.acknowledged_at, call.acknowledged_how) == (staff[1], SOON, "page")
    assert not waiting_calls()


def test_a_state_is_taking_too_and_a_note_or_a_step_is_not(matter, staff) -> None:
    with tenant_scope(matter.customer_id):
        changing.note(matter.id, "見た", actor=staff[0], at=SOON)
        doing.add_task(matter.id, "電話する", actor=staff[0], at=SOON)
        changing.assign(matter.id, None, actor=staff[0], at=SOON)
    assert calls()[0].acknowledged_at is None

    with tenant_scope(matter.customer_id):
        changing.set_state(matter.id, State.LOOKING, actor=staff[0], at=SOON)

    assert calls()[0].acknowledged_by == staff[0]


def test_he_has_the_call_about_the_company_that_is_not_reached_and_about_its_answer_too(matter, staff) -> None:
    tell_staff(message(matter), at=SOON)
    answered(message(matter), Answer.CALL_ME, by="坂木 実", person=None, at=SOON)

    take(matter, staff[0])

    assert {(one.about_kind, one.acknowledged_by_id is not None or one.withdrawn_at is not None) for one in calls()} == {
        ("incident", True), ("message", True), ("answer", True),
    }  # fmt: skip
    assert not waiting_calls()


def test_the_calls_of_another_matter_go_on(matter, staff) -> None:
    other = call_duty(WORDS, at=NOW, about=About("incident", matter.customer_id))

    take(matter, staff[0])

    with across("tests"):
        assert StaffCall.objects.get(id=other.id).acknowledged_at is None


def test_an_owner_who_only_heard_of_it_calls_off_nobody_of_the_staff(matter) -> None:
    acknowledge_message(message(matter), by="坂木 実", how="key", at=SOON)

    (call,) = calls()
    assert (call.withdrawn_at, call.acknowledged_at) == (None, None)
    assert waiting_calls()


def test_neither_does_an_answer_that_says_nothing_of_how_grave_it_is(matter) -> None:
    answered(message(matter), Answer.NO, by="坂木 実", person=None, at=NOW + HOUR)

    assert [one.withdrawn_at for one in calls()] == [None]


def test_an_owner_who_says_that_it_was_he_calls_them_off(matter) -> None:
    acknowledge_message(message(matter), by="坂木 実", how="key", at=SOON)
    answered(message(matter), Answer.MINE, by="坂木 実", person=None, at=NOW + HOUR)

    assert [one.withdrawn_at for one in calls()] == [NOW + HOUR]
    assert not waiting_calls()


def test_what_needs_somebody_calls_anew_in_place_of_what_was_called_before(matter) -> None:
    answered(message(matter), Answer.NOT_MINE, by="坂木 実", person=None, at=NOW + HOUR)

    assert [one.about_kind for one in calls() if one.withdrawn_at is None] == ["answer"]
    assert waiting_calls()
