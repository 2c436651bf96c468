"""The page on which the pattern is decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from duty_cast import Four, staff_of_four
from duty_pages import undo_in
from otasuke.web.duty.models import Absence, ExtraShift, PatternLine
from otasuke.web.duty.policy import Steps
from otasuke.web.duty.rota import day_of
from otasuke.web.duty.selectors import steps
from staff_cast import browser_of_staff, hayase

ADDRESS = "/console/duty/pattern"


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


@pytest.fixture
def client(four: Four) -> Client:
    return browser_of_staff(hayase("manager"))


def line_of(four: Four) -> dict[str, str]:
    times = {"begins": "22:00", "ends": "07:00", "place": "1", "every_weeks": "1", "first": "2026-11-01"}
    return {"act": "line", "person": str(four.kamoi.id), "kind": "ordinary", "weekday": "0", **times}


def post(client: Client, said: dict[str, str]) -> str:
    return client.post(ADDRESS, said, follow=True).content.decode()


def test_a_line_is_added_listed_ended_and_put_back(client: Client, four: Four) -> None:
    assert "型はまだ1行もありません" in client.get(ADDRESS).content.decode()

    text = post(client, line_of(four))
    assert "22:00〜翌7:00" in text
    line = PatternLine.objects.get()
    text = post(client, {"act": "end", "id": str(line.id)})
    line.refresh_from_db()
    assert line.last == day_of(timezone.now()) - timedelta(days=1)
    client.post("/console/duty/undo", {"said": undo_in(text)})
    line.refresh_from_db()
    assert line.last is None


def test_a_line_just_added_can_be_taken_back(client: Client, four: Four) -> None:
    text = post(client, line_of(four))
    client.post("/console/duty/undo", {"said": undo_in(text)})

    line = PatternLine.objects.get()
    assert line.last
    assert line.last < line.first


def test_what_makes_no_sense_is_said_beside_its_field(client: Client, four: Four) -> None:
    answer = client.post(ADDRESS, line_of(four) | {"weekday": ""})

    assert answer.status_code == 422
    assert "曜日を選んでください" in answer.content.decode()
    assert client.post(ADDRESS, {"act": "fly"}).status_code == 404
    assert client.post(ADDRESS, {"act": "end", "id": "x"}).status_code == 404


def test_single_days_absences_and_minutes_are_written_and_taken_back(client: Client, four: Four) -> None:
    extra = {"act": "extra", "person": str(four.kamoi.id), "day": "2026-12-01", "begins": "09:00", "ends": "18:00"}
    absence = {
        "act": "absence",
        "person": str(four.minase.id),
        "begins": "2030-12-01T09:00",
        "ends": "2030-12-02T09:00",
    }
    minutes = {"act": "steps", "second_after": "5", "manager_after": "10", "all_after": "15"}

    texts = [post(client, one) for one in (extra | {"place": "1"}, absence, minutes)]

    assert (ExtraShift.objects.count(), Absence.objects.count(), steps()) == (1, 1, Steps(5, 10, 15))
    for text in texts:
        client.post("/console/duty/undo", {"said": undo_in(text)})
    assert (ExtraShift.objects.count(), Absence.objects.count(), steps()) == (0, 0, Steps())


def test_minutes_that_run_backwards_are_refused(client: Client) -> None:
    minutes = {"act": "steps", "second_after": "5", "manager_after": "4", "all_after": "15"}

    assert client.post(ADDRESS, minutes).status_code == 422


def test_an_absence_is_removed_and_comes_back(client: Client, four: Four) -> None:
    post(
        client,
        {"act": "absence", "person": str(four.minase.id), "begins": "2030-12-01T09:00", "ends": "2030-12-02T09:00"},
    )
    text = post(client, {"act": "forget", "id": str(Absence.objects.get().id)})
    assert Absence.objects.count() == 0

    client.post("/console/duty/undo", {"said": undo_in(text)})
    assert Absence.objects.get().person == four.minase


def test_who_does_not_plan_finds_nothing(four: Four) -> None:
    assert browser_of_staff(hayase("desk")).get(ADDRESS).status_code == 404
