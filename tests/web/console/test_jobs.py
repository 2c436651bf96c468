"""The page of background work."""

from __future__ import annotations

import pytest
from django.test import Client

import job_samples
from job_runner import run_jobs
from otasuke.web.audit.models import AuditLine
from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.selectors import DONE, list_jobs
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

assert job_samples


@pytest.fixture
def client(database: None) -> Client:
    return browser_of_staff(hayase("analyst"))


def failed() -> int:
    job = app.tasks["samples.give_up"].defer(why="<b>no</b> such address")
    run_jobs()
    return job


def test_what_was_given_up_is_shown_with_its_reason(client: Client) -> None:
    failed()

    text = client.get("/console/jobs").content.decode()

    assert "samples.give_up" in text
    assert "GiveUp: &lt;b&gt;no&lt;/b&gt; such address" in text
    assert "あきらめたもの 1" in text


def test_it_is_tried_again_by_hand(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = failed()
    monkeypatch.setattr(app.tasks["samples.give_up"], "func", lambda why: None)

    answer = client.post(f"/console/jobs/{job}/retry", follow=True)
    run_jobs()

    assert "もう一度ためします" in answer.content.decode()
    assert [line.id for line in list_jobs(DONE)] == [job]
    with across("tests"):
        assert AuditLine.objects.filter(verb="job.retried").count() == 1


def test_what_somebody_else_tried_again_is_left_alone(client: Client) -> None:
    job = failed()
    client.post(f"/console/jobs/{job}/retry")

    again = client.post(f"/console/jobs/{job}/retry")

    assert again.headers["Location"] == "/console/jobs"


@pytest.mark.parametrize(
    ("show", "words"), [("waiting", "samples.note"), ("done", "ここには何もありません"), ("failed", "ありません")]
)
def test_each_state_has_its_list(client: Client, show: str, words: str) -> None:
    app.tasks["samples.note"].configure(schedule_in={"hours": 1}).defer()

    text = client.get(f"/console/jobs?show={show}").content.decode()

    assert words in text
    assert ("次は" in text) == (show == "waiting")


def test_a_list_that_does_not_exist_is_not_there(client: Client) -> None:
    assert client.get("/console/jobs?show=all").status_code == 404


def test_it_is_for_those_who_tend_to_it(database) -> None:
    client = browser_of_staff(hayase("clerk"))

    assert client.get("/console/jobs").status_code == 404
    assert client.post("/console/jobs/1/retry").status_code == 404
