"""What people do to incidents."""

from __future__ import annotations

import pytest

import staff_cast
from finding_cast import DAY, HOUR, MINUTE, NOW, alerts_of, arrive, detection, incidents_of, watched
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences
from otasuke.web.alerts.models import Alert
from otasuke.web.incidents import changing
from otasuke.web.incidents.errors import CannotBe, ChangedMeanwhile, NotFound
from otasuke.web.incidents.models import Belonging, Incident
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def hayase(database) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@example.jp")


@pytest.fixture
def two(companies) -> list[Incident]:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", "r1", by=first, sensor="KEIRI", fields={"Image": "a.exe"}))
    arrive(detection("minori", "r2", by=second, sensor="EIGYO", fields={"Image": "b.exe"}))
    return sorted(incidents_of(companies.minori), key=lambda one: one.lead.rule_id)


def test_an_incident_goes_on_is_closed_and_can_be_opened_again(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        changing.set_state(two[0].id, State.LOOKING, actor=hayase, at=NOW)
        changing.set_state(two[0].id, State.CLOSED, actor=hayase, at=NOW + HOUR, outcome=Outcome.TRUE)
        changing.set_state(two[0].id, State.LOOKING, actor=hayase, at=NOW + 2 * HOUR)

        found = Incident.objects.get(id=two[0].id)
        assert (found.state, found.closed_at, found.version) == ("looking", None, 4)
        assert [one.kind for one in found.entries.order_by("at")][-3:] == ["state", "state", "state"]


@pytest.mark.parametrize(("outcome", "ended_at"), [(Outcome.TRUE, NOW + HOUR), (Outcome.BENIGN, None)])
def test_what_was_real_ends_the_silence_that_would_hide_it(companies, two, outcome, ended_at) -> None:
    analyst = staff_cast.hayase("analyst")
    own, other = (
        silences.make(
            companies.minori.id,
            {"rule": rule},
            reason="機械の点検中",
            ends=NOW + DAY,
            owner=analyst,
            actor=analyst,
            at=NOW,
        )
        for rule in ("r1", "r2")
    )

    with tenant_scope(companies.minori.id):
        changing.set_state(two[0].id, State.CLOSED, actor=analyst, at=NOW + HOUR, outcome=outcome)
        own.refresh_from_db()
        other.refresh_from_db()

    assert (own.ended_at, other.ended_at) == (ended_at, None)


def test_closing_says_what_it_was(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id), pytest.raises(CannotBe, match="何だったか"):
        changing.set_state(two[0].id, State.CLOSED, actor=hayase, at=NOW)


def test_a_colour_of_one_s_own_needs_a_reason_and_can_be_taken_back(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        with pytest.raises(CannotBe, match="理由"):
            changing.set_severity(two[0].id, Colour.RED, why=" ", actor=hayase, at=NOW)
        change = changing.set_severity(two[0].id, Colour.RED, why="社長のパソコン", actor=hayase, at=NOW)
        assert Incident.objects.get(id=two[0].id).level is Colour.RED

        changing.undo(change.id, actor=hayase, at=NOW + MINUTE)
        assert Incident.objects.get(id=two[0].id).level is Colour.YELLOW


def test_who_saw_an_older_state_is_told_so(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        changing.assign(two[0].id, hayase, actor=hayase, at=NOW, seen=1)
        with pytest.raises(ChangedMeanwhile):
            changing.set_state(two[0].id, State.LOOKING, actor=hayase, at=NOW, seen=1)


def test_an_incident_of_another_company_is_not_there(companies, two, hayase) -> None:
    with tenant_scope(companies.kobato.id), pytest.raises(NotFound):
        changing.note(two[0].id, "見た", actor=hayase, at=NOW)


def test_a_merge_loses_nothing_and_can_be_undone(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        before = dict(Belonging.objects.values_list("alert_id", "incident_id"))
        change = changing.merge(two[0].id, two[1].id, actor=hayase, at=NOW)
        assert set(Belonging.objects.values_list("incident_id", flat=True)) == {two[0].id}

        changing.undo(change.id, actor=hayase, at=NOW + MINUTE)
        assert dict(Belonging.objects.values_list("alert_id", "incident_id")) == before
        assert Incident.objects.get(id=two[1].id).state == "new"


def test_what_came_after_a_merge_stays_when_it_is_undone(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        change = changing.merge(two[0].id, two[1].id, actor=hayase, at=NOW)
    arrive(detection("minori", "r3", sensor="KEIRI", fields={"Image": "c.exe"}, level="critical"))

    with tenant_scope(companies.minori.id):
        changing.undo(change.id, actor=hayase, at=NOW + MINUTE)

        places = {one.rule_id: one.belonging.incident_id for one in alerts_of(companies.minori)}
    assert places["r2"] == two[1].id
    assert places["r1"] == places["r3"] == two[0].id


def test_a_split_takes_out_what_was_chosen_and_can_be_undone(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        changing.merge(two[0].id, two[1].id, actor=hayase, at=NOW)
        second = Belonging.objects.get(alert__rule_id="r2")
        made = changing.split(two[0].id, [second.alert_id], actor=hayase, at=NOW + MINUTE)
        assert Belonging.objects.get(alert__rule_id="r2").incident_id == made.id

        changing.undo(made.changes.get().id, actor=hayase, at=NOW + HOUR)
        assert Belonging.objects.get(alert__rule_id="r2").incident_id == two[0].id


def test_not_everything_can_be_split_off_nor_what_is_not_there(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        for chosen in (list(Belonging.objects.filter(incident=two[0]).values_list("alert_id", flat=True)), []):
            with pytest.raises(CannotBe, match="選んで"):
                changing.split(two[0].id, chosen, actor=hayase, at=NOW)


def test_what_was_changed_since_is_undone_in_its_order(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        first = changing.merge(two[0].id, two[1].id, actor=hayase, at=NOW)
        second = changing.set_state(two[0].id, State.LOOKING, actor=hayase, at=NOW + MINUTE)
        with pytest.raises(CannotBe, match="先に"):
            changing.undo(first.id, actor=hayase, at=NOW + HOUR)

        changing.undo(second.id, actor=hayase, at=NOW + HOUR)
        changing.undo(first.id, actor=hayase, at=NOW + HOUR)
        with pytest.raises(NotFound):
            changing.undo(first.id, actor=hayase, at=NOW + HOUR)


def test_what_closing_closed_is_open_again_when_it_is_undone_but_for_what_was_found_anew(
    companies, two, hayase
) -> None:
    with tenant_scope(companies.minori.id):
        closing = changing.set_state(two[0].id, State.CLOSED, actor=hayase, at=NOW + MINUTE, outcome=Outcome.TRUE)
        changing.undo(closing.id, actor=hayase, at=NOW + HOUR)
        again = Alert.objects.get(rule_id="r1")
        assert (again.closed_at, again.verdict) == (None, "")
        closing = changing.set_state(two[0].id, State.CLOSED, actor=hayase, at=NOW + 2 * HOUR, outcome=Outcome.TRUE)
    arrive(detection("minori", "r1", sensor="KEIRI", fields={"Image": "a.exe"}), at=NOW + 3 * HOUR)

    with tenant_scope(companies.minori.id):
        changing.undo(closing.id, actor=hayase, at=NOW + 4 * HOUR)
        assert Alert.objects.filter(rule_id="r1", closed_at=None).count() == 1


def test_a_reopening_that_is_undone_was_closed_when_it_was(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        changing.set_state(two[0].id, State.CLOSED, actor=hayase, at=NOW, outcome=Outcome.TRUE)
        again = changing.set_state(two[0].id, State.LOOKING, actor=hayase, at=NOW + HOUR)
        changing.undo(again.id, actor=hayase, at=NOW + 2 * HOUR)
        assert Incident.objects.get(id=two[0].id).closed_at == NOW


def test_what_lives_on_in_another_is_neither_taken_nor_weighed(companies, two, hayase) -> None:
    with tenant_scope(companies.minori.id):
        changing.merge(two[0].id, two[1].id, actor=hayase, at=NOW)
        with pytest.raises(CannotBe, match="開き直して"):
            changing.assign(two[1].id, hayase, actor=hayase, at=NOW + MINUTE)
        with pytest.raises(CannotBe, match="開き直して"):
            changing.set_severity(two[1].id, Colour.RED, why="社長", actor=hayase, at=NOW + MINUTE)


def test_a_split_is_not_undone_while_another_lives_on_in_what_it_made(companies, two, hayase) -> None:
    arrive(detection("minori", "r3", sensor="KEIRI", fields={"Image": "c.exe"}))
    with tenant_scope(companies.minori.id):
        made = changing.split(
            two[0].id, [Alert.objects.get(rule_id="r3").id], actor=hayase, at=NOW + MINUTE
        )  # fmt: skip
        changing.merge(made.id, two[1].id, actor=hayase, at=NOW + HOUR)
        with pytest.raises(CannotBe, match="先に"):
            changing.undo(made.changes.get(kind="split").id, actor=hayase, at=NOW + 2 * HOUR)
