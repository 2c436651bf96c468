"""What an answer does to an incident; the flow around it: tests/web/flows/test_answering.py."""

from __future__ import annotations

import pytest

from finding_cast import MINUTE, NOW, arrive, detection, watched
from otasuke.web.alerts.models import Owned
from otasuke.web.incidents.answers import WHY, take_answer
from otasuke.web.incidents.changing import undo
from otasuke.web.incidents.models import Change, Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.words import Answer
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase


@pytest.fixture
def matter(companies) -> Incident:
    (made,) = arrive(detection("minori", by=watched(companies.minori)))
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.NEW, State.LOOKING),
        (State.WAITING, State.LOOKING),
        (State.LOOKING, State.LOOKING),
        (State.ACTING, State.ACTING),
    ],
)
def test_somebody_looks_again_unless_something_is_done_already(matter: Incident, before: State, after: State) -> None:
    with tenant_scope(matter.customer_id):
        Incident.objects.update(state=before.value)

        assert take_answer(matter.id, Answer.MINE, name="松原 恵", person=None, at=NOW).state == after.value


def test_what_is_over_stays_as_it_is(matter: Incident) -> None:
    with tenant_scope(matter.customer_id):
        Incident.objects.update(state=State.CLOSED.value, closed_at=NOW)

        found = take_answer(matter.id, Answer.NOT_MINE, name="松原 恵", person=None, at=NOW)

    assert (found.state, found.set_colour) == (State.CLOSED.value, "")


def test_what_is_red_cannot_be_graver(companies) -> None:
    (red,) = arrive(detection("minori", level="critical", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        assert take_answer(red.id, Answer.NOT_MINE, name="松原 恵", person=None, at=NOW).set_colour == ""


def test_a_colour_that_staff_gave_comes_back_when_the_answer_is_taken_back(matter: Incident) -> None:
    with tenant_scope(matter.customer_id):
        Incident.objects.update(set_colour="青", set_colour_why="知っている人")

        worse = take_answer(matter.id, Answer.NOT_MINE, name="松原 恵", person=None, at=NOW)
        assert (worse.set_colour, worse.set_colour_why) == ("黄", WHY[Answer.NOT_MINE])
        back = take_answer(matter.id, None, name="松原 恵", person=None, at=NOW + MINUTE)

    assert (back.set_colour, back.set_colour_why) == ("青", "知っている人")


def test_a_colour_that_staff_gave_after_it_stays(matter: Incident) -> None:
    with tenant_scope(matter.customer_id):
        take_answer(matter.id, Answer.NOT_MINE, name="松原 恵", person=None, at=NOW)
        Incident.objects.update(set_colour="赤", set_colour_why="電話で確かめた")

        back = take_answer(matter.id, None, name="松原 恵", person=None, at=NOW + MINUTE)

    assert (back.set_colour, back.set_colour_why) == ("赤", "電話で確かめた")


def test_staff_may_undo_what_an_answer_did_to_the_colour(matter: Incident) -> None:
    with tenant_scope(matter.customer_id):
        take_answer(matter.id, Answer.NOT_MINE, name="松原 恵", person=None, at=NOW)

        undo(Change.objects.get().id, actor=hayase(), at=NOW + MINUTE)

        assert Incident.objects.get().set_colour == ""


@pytest.mark.parametrize("answer", [Answer.DID_NOT, Answer.YES, Answer.NO])
def test_what_only_tells_something_leaves_the_colour(matter: Incident, answer: Answer) -> None:
    with tenant_scope(matter.customer_id):
        found = take_answer(matter.id, answer, name="松原 恵", person=None, at=NOW)

        assert (found.set_colour, found.level.value) == ("", "黄")
        assert (Change.objects.count(), Owned.objects.count()) == (0, 0)


def test_that_it_was_opened_makes_it_graver_until_that_is_taken_back(matter: Incident) -> None:
    with tenant_scope(matter.customer_id):
        worse = take_answer(matter.id, Answer.DID, name="松原 恵", person=None, at=NOW)
        assert (worse.set_colour, worse.set_colour_why) == ("赤", WHY[Answer.DID])

        assert take_answer(matter.id, None, name="松原 恵", person=None, at=NOW + MINUTE).set_colour == ""
