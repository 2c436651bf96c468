"""What people do to incidents, as its company hears of it."""

from __future__ import annotations

import pytest

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from notify_cast import contact, deliveries
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.incidents import changing
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.notify.models import Message
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase

LATER = NOW + HOUR


@pytest.fixture
def matter(companies) -> Incident:
    contact(companies.minori)
    (made,) = arrive(detection("minori", by=watched(companies.minori)))
    return made


def message(companies) -> Message:
    with tenant_scope(companies.minori.id):
        return Message.objects.get()


def close(matter: Incident, outcome: Outcome, *, at=LATER) -> None:
    with tenant_scope(matter.customer_id):
        changing.set_state(matter.id, State.CLOSED, actor=hayase(), at=at, outcome=outcome)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.TRUE, "終わりました。"),
        (Outcome.BENIGN, "心配のないものでした。"),
        (Outcome.TEST, "試しの動きでした。"),
    ],
)
def test_what_is_closed_is_over_for_its_company_under_the_same_title(matter, companies, outcome, words: str) -> None:
    before = message(companies)

    close(matter, outcome)

    after = message(companies)
    assert after.closed_at == LATER
    assert words in after.in_language("ja").happened
    assert after.in_language("ja").title == before.in_language("ja").title
    assert after.in_language("en").happened.endswith("Please work as usual.")


def test_what_begins_again_is_told_again(matter, companies) -> None:
    close(matter, Outcome.BENIGN)

    with tenant_scope(matter.customer_id):
        changing.set_state(matter.id, State.LOOKING, actor=Person.objects.get(), at=LATER + MINUTE)

    again = message(companies)
    assert (again.closed_at, again.interruption) == (None, 2)
    assert "受付のパソコン" in again.in_language("ja").happened


def test_a_colour_given_by_hand_is_told_in_its_words(matter, companies) -> None:
    with tenant_scope(matter.customer_id):
        changing.set_severity(matter.id, Colour.RED, why="電話で確かめた", actor=hayase(), at=LATER)

    assert message(companies).colour == "赤"
    assert [one.way for one in deliveries(message__isnull=False, way="call")] == ["call"]


def test_what_nobody_was_told_of_stays_so(matter, companies) -> None:
    with tenant_scope(companies.minori.id):
        Incident.objects.update(told_at=None)
        before = message(companies).revision

        changing.set_severity(matter.id, Colour.RED, why="電話で確かめた", actor=hayase(), at=LATER)

    assert message(companies).revision == before


def test_of_two_that_staff_join_one_message_is_closed(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori, kind="utm")
    arrive(detection("minori", "r1", by=first, fields={}), detection("minori", "r2", by=second, sensor="g", fields={}))
    one, other = incidents_of(companies.minori)

    with tenant_scope(companies.minori.id):
        changing.merge(one.id, other.id, actor=hayase(), at=LATER)
        found = {each.about_id: each.closed_at for each in Message.objects.all()}

    assert found == {one.id: None, other.id: LATER}
