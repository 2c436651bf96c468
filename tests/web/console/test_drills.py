"""The pages of drills."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from drill_cast import BEGAN, DRILL, after, three_at_night
from otasuke.web.accounts.models import Firm
from otasuke.web.console.drills import PlanForm, shown
from otasuke.web.duty.drilling import begin, file, going_on, plan
from otasuke.web.duty.models import DrillResult
from otasuke.web.flows.drill import start
from staff_cast import browser_of_staff, hayase

ADDRESS = "/console/duty/drills"


@pytest.fixture
def client(database) -> Client:
    return browser_of_staff(hayase("manager"))


@pytest.fixture
def kept(database) -> DrillResult:
    return file(begin(None, by=None, at=BEGAN).id, DRILL, at=after(7))


def page(client: Client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def test_before_the_first_it_says_that_there_was_none(client: Client) -> None:
    text = page(client)

    assert "夜間訓練は、まだしていません。" in text
    assert "訓練を始める" in text


def test_the_newest_is_the_heading_and_its_page_says_who_was_called(client: Client, kept: DrillResult) -> None:
    text = page(client)
    assert "11/24 3:00の訓練：3人目の水無瀬 円さんが、6分30秒で答えました。" in text

    text = page(client, f"{ADDRESS}/{kept.drill_id}")
    assert "守りました" in text
    assert text.index("出なかった") < text.index("話し中") < text.index("答えた<")
    assert kept.digest in text
    paper = client.get(f"{ADDRESS}/{kept.drill_id}/evidence.pdf")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="drill-20261123-1800.pdf"'
    assert paper.content.startswith(b"%PDF")


def test_one_begun_by_a_button_is_shown_as_it_goes_and_can_be_stopped(client: Client) -> None:
    three_at_night()

    text = client.post(f"{ADDRESS}/start", follow=True).content.decode()

    assert "訓練をしています。" in text
    assert "まだだれも呼んでいません。" in text
    assert "いま、訓練をしています" in page(client)
    again = client.post(f"{ADDRESS}/start", follow=True).content.decode()
    assert "いま、別の訓練をしています。" in again
    text = client.post(f"{ADDRESS}/stop", follow=True).content.decode()
    assert "早瀬 遥さんが、途中でやめました。" in text
    assert going_on() is None
    assert "もう変わっていたので" in client.post(f"{ADDRESS}/stop", follow=True).content.decode()


def test_who_has_it_may_say_so_on_the_page(database) -> None:
    three_at_night()
    desk = browser_of_staff(hayase("desk"))
    begun = start(by=None, at=timezone.now())
    assert "わたしが受けました" in page(desk, f"{ADDRESS}/{begun.id}")

    text = desk.post(f"{ADDRESS}/take", follow=True).content.decode()

    assert "早瀬 遥さんが、" in text
    assert "守りました" in text
    assert "もう変わっていたので" in desk.post(f"{ADDRESS}/take", follow=True).content.decode()


def test_who_plans_decides_how_often(client: Client) -> None:
    client.post(ADDRESS, {"times_a_month": "2", "begins": "23:00", "ends": "04:00"})

    assert (plan().times_a_month, plan().begins.hour) == (2, 23)
    assert client.post(ADDRESS, {"times_a_month": "9", "begins": "23:00", "ends": "04:00"}).status_code == 422
    assert PlanForm({"times_a_month": "0", "begins": "22:00", "ends": "05:00"}).is_valid()


def test_others_of_the_staff_see_it_and_begin_nothing(database, kept: DrillResult) -> None:
    desk = browser_of_staff(hayase("desk"))

    assert "始めるのは、管理者です。" in page(desk)
    assert "くじの訓練はしていません。" in page(desk)
    for address in (f"{ADDRESS}/start", f"{ADDRESS}/stop", ADDRESS):
        assert desk.post(address, {"times_a_month": "1"}).status_code == 404
    assert desk.get(f"{ADDRESS}/{uuid4()}").status_code == 404


def test_what_was_changed_in_the_database_is_seen_and_has_no_paper(client: Client, kept: DrillResult) -> None:
    kept.text = kept.text.replace("key", "page")

    assert shown(kept).is_damaged
    assert "残したときのものと違います" in shown(kept).words


def test_somebody_who_looks_while_it_goes_on_sees_for_how_long(client: Client) -> None:
    three_at_night()
    drill = start(by=None, at=timezone.now() - timedelta(minutes=3))

    assert "はじめてから3分" in page(client, f"{ADDRESS}/{drill.id}")


def test_who_examines_reads_the_evidence_and_begins_and_answers_nothing(kept: DrillResult) -> None:
    client = browser_of_staff(hayase("examiner", Firm.Kind.EXAMINER))

    assert f'href="{ADDRESS}"' in page(client, "/console")
    text = page(client)
    assert "6分30秒で答えました。" in text
    assert 'href="/console/duty"' not in text
    assert "訓練を始める" not in text
    assert kept.digest in page(client, f"{ADDRESS}/{kept.drill_id}")
    assert client.get(f"{ADDRESS}/{kept.drill_id}/evidence.pdf").content.startswith(b"%PDF")
    assert client.post(ADDRESS, {"times_a_month": 0}).status_code == 404
    assert client.post(f"{ADDRESS}/start").status_code == 404
    assert client.get("/console/duty").status_code == 404


def test_who_examines_sees_one_that_goes_on_and_cannot_answer_it(database) -> None:
    three_at_night()
    begun = start(by=None, at=timezone.now())
    client = browser_of_staff(hayase("examiner", Firm.Kind.EXAMINER))

    text = page(client, f"{ADDRESS}/{begun.id}")

    assert "訓練をしています。" in text
    assert "わたしが受けました" not in text
