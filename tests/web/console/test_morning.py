"""The page of the morning sheet."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from finding_cast import arrive, detection, watched
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Post
from otasuke.web.duty.rota import day_of
from otasuke.web.incidents.models import Incident
from otasuke.web.mornings.services import keep
from otasuke.web.tenancy.scope import across
from staff_cast import browser_of_staff, hayase

ADDRESS = "/console/morning"


def page(client: Client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def test_without_a_sheet_it_says_why_and_shows_the_numbers_of_now(companies) -> None:
    text = page(browser_of_staff(hayase()))

    assert "いまの数です。" in text
    assert "三つは、いつもの仕事から選びました。" in text
    assert "棒の長さは、数のけた数です。" in text
    assert "読みました（" not in text


def test_somebody_says_that_he_read_it(companies) -> None:
    sheet, client = keep(timezone.now()), browser_of_staff(hayase("desk"))
    assert "読みました（早瀬 遥）" in page(client)
    assert "まだだれも読んでいません。" in page(client)

    text = client.post(f"{ADDRESS}/{sheet.day}/read", follow=True).content.decode()

    assert "読みました：" in text
    assert "読みました（" not in text


def test_a_red_incident_is_the_first_of_exactly_three_and_is_marked_when_it_is_over(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    with across("test"):
        Incident.objects.update(set_colour=Colour.RED.value)
    keep(timezone.now())
    client = browser_of_staff(hayase("manager"))

    text = page(client)

    assert "赤が1件、まだ終わっていません。" in text
    assert text.count('<b class="number" aria-hidden') == 3
    assert text.index("赤の事案に対応する") < text.index("みのり坂木工")
    with across("test"):
        Incident.objects.update(state="closed", outcome="true", closed_at=timezone.now())
    assert '<span class="tag">すみました</span>' in page(client)


def test_a_thing_to_do_leads_to_its_incident_and_who_may_not_see_it_is_led_to_the_company(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    with across("test"):
        Incident.objects.update(set_colour=Colour.RED.value)
        one = Incident.objects.get()
    keep(timezone.now())

    client = browser_of_staff(hayase("manager"))

    assert f'href="/console/incidents/{one.code}"' in page(client)
    Post.objects.update(role="clerk")
    text = page(client)
    assert "/console/incidents/" not in text
    assert 'href="/console/companies/minori"' in text


def test_what_is_not_among_the_three_is_in_the_queue(companies) -> None:
    for number in range(5):
        by = watched(companies.minori)
        arrive(detection("minori", by=by, sensor=f"PC-{number}", fields={"Image": "x"}))
    with across("test"):
        Incident.objects.update(set_colour=Colour.RED.value)
        assert Incident.objects.count() > 3

    text = page(browser_of_staff(hayase("manager")))

    assert "件が対応待ちです。" in text
    assert 'class="no-print" href="/console/queue"' in text


def test_sheets_of_before_are_found_by_their_day_and_others_are_not_there(database) -> None:
    now = timezone.now()
    before = keep(now - timedelta(days=1))
    keep(now)
    client = browser_of_staff(hayase())

    assert f"{ADDRESS}/{before.day}" in page(client)
    assert "まだだれも読んでいません。" in page(client, f"{ADDRESS}/{before.day}")
    for day in (day_of(now) - timedelta(days=9), "1999-01-01", "none"):
        assert client.get(f"{ADDRESS}/{day}").status_code == 404
        assert client.post(f"{ADDRESS}/{day}/read").status_code == 404
