"""The page on which verdicts propose what to change."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from finding_cast import DAY, alerts_of, arrive, detection, harmless, watched
from otasuke.web.accounts.models import Person, Post
from otasuke.web.alerts import verdicts
from otasuke.web.alerts.models import Tuning
from otasuke.web.alerts.policy import Verdict
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import browser_of_staff, hayase
from web_texts import JAPANESE

PAGE = "/console/review/proposals"


def shown(client: Client, address: str = PAGE) -> str:
    return html.unescape(client.get(address).content.decode())


@pytest.fixture
def judge(database) -> Person:
    return hayase()


@pytest.fixture
def client(judge) -> Client:
    return browser_of_staff(judge)


@pytest.fixture
def pc(companies) -> Device:
    return watched(companies.minori, since=timezone.now() - 40 * DAY)


def backup(customer, user: str, *, days: int, by: Device, image: str = r"C:\Tools\backup.exe"):
    at = timezone.now() - days * DAY
    fields = {"Image": image, "User": user}
    return detection(customer.tenant, by=by, at=at, fields=fields, matched=(), tags=())


@pytest.fixture
def habit(companies, judge, pc) -> None:
    """Something harmless that a program did on two days."""
    harmless(companies.minori, judge, *(backup(companies.minori, f"p{days}", days=days, by=pc) for days in (1, 2)))


def form(client: Client) -> dict[str, str]:
    """What the first proposal's form sends."""
    names = ("company", "rule", "mark")
    page = shown(client)
    return {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in names}  # type: ignore[index]


def test_before_anything_is_to_be_decided_it_says_so(companies, client) -> None:
    page = shown(client)

    assert "いま決めることは、ありません。" in page
    assert "受け入れたもの" not in page
    assert PAGE in shown(client, "/console/review")


def test_a_proposal_says_what_it_would_have_done(companies, client, habit, pc) -> None:
    page = shown(client)

    assert "判定から、1つの提案があります。" in page
    assert "この90日なら、2件の知らせのうち2件がなかったはずです。" in page
    assert r"c:\tools\backup.exe" in page
    assert "有限会社みのり坂木工" in page
    assert pc.name in page


def test_it_is_accepted_with_one_tap_and_taken_back_with_one(companies, client, habit) -> None:
    answer = client.post(f"{PAGE}/answer", form(client) | {"accept": "yes"})
    page = shown(client, answer.headers["Location"])
    back = re.findall(r'action="(/console/review/tunings/[^"]*)"', page)

    assert "受け入れました。" in page
    assert "いま決めることは、ありません。" in page
    assert "受け入れたもの 1件" in page
    assert len(back) == 2
    again = shown(client, client.post(back[0]).headers["Location"])
    assert "元に戻しました。" in again
    assert "判定から、1つの提案があります。" in again
    assert "もう変わっていた" in shown(client, client.post(back[0]).headers["Location"])


def test_it_is_left_as_it_is_and_that_is_taken_back_too(companies, client, habit) -> None:
    answer = client.post(f"{PAGE}/answer", form(client) | {"decline": "yes"})
    page = shown(client, answer.headers["Location"])

    assert "30日のあいだ、提案しません。" in page
    assert "受け入れたもの" not in page
    (back,) = re.findall(r'action="(/console/review/tunings/[^"]*)"', page)
    client.post(back)
    assert "判定から、1つの提案があります。" in shown(client)


def test_what_would_have_lost_something_real_cannot_be_accepted(companies, client, judge, habit, pc) -> None:
    sent = form(client) | {"accept": "yes"}
    arrive(backup(companies.minori, "thief", days=0, by=pc))
    real = next(one for one in alerts_of(companies.minori) if one.person == "thief")
    verdicts.judge(companies.minori.id, real.id, Verdict.TRUE, words="盗まれた", actor=judge, at=timezone.now())

    page = shown(client)

    assert "受け入れられません。" in page
    assert "消えたはずの本物 1件" in page
    assert 'name="accept"' not in page
    refused = client.post(f"{PAGE}/answer", sent)
    assert refused.status_code == 422
    assert "本物だった検知が1件" in refused.content.decode()
    with across("tests"):
        assert not Tuning.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"company": "x"}, {"company": str(uuid4()), "rule": "r1", "mark": "m"}, {"company": "", "accept": "yes"}],
)
def test_what_nobody_proposes_changes_nothing(companies, client, sent: dict[str, str]) -> None:
    answer = client.post(f"{PAGE}/answer", sent)

    assert answer.headers["Location"] == f"{PAGE}?done=gone"
    assert client.post(f"/console/review/tunings/{uuid4()}/undo").status_code == 404


def test_who_may_not_judge_reads_and_changes_nothing(companies, judge, habit) -> None:
    Post.objects.update(role="desk")
    client = browser_of_staff(judge)

    page = shown(client)

    assert "判定から、1つの提案があります。" in page
    assert "受け入れる" not in page
    assert client.post(f"{PAGE}/answer", {}).status_code == 404
    assert client.post(f"/console/review/tunings/{uuid4()}/undo").status_code == 404


def test_lowered_alerts_say_so_and_so_does_the_list(companies, client, judge, pc) -> None:
    now = timezone.now()
    with tenant_scope(companies.minori.id):
        Tuning.objects.create(
            customer=companies.minori, kind="lower", wanted={"rule": "r1"}, mark="m", judged=3, spared=3, made_by=judge,
            begins=now - DAY, ends=now + timedelta(days=9),
        )  # fmt: skip
    arrive(backup(companies.minori, "sato", days=0, by=pc), at=now)
    (alert,) = alerts_of(companies.minori)

    assert "まで黄から青に下げています。" in shown(client, f"/console/alerts/{alert.id}")
    page = shown(client)
    assert "黄から青に下げる" in page
    assert ">1件<" in page


def test_it_is_english_too(companies, client, judge, habit) -> None:
    Person.objects.update(language="en")
    client.post(f"{PAGE}/answer", form(client) | {"accept": "yes"})
    client.post(re.findall(r'action="(/console/review/tunings/[^"]*)"', shown(client))[0])
    names = ("有限会社みのり坂木工", "受付のパソコン", "早瀬 遥", "早", "題 r1", "なにわ見守り舎", "お助け隊", "日本語")

    page = shown(client)

    text = re.sub(r"<[^>]*>", " ", page)
    for name in names:
        text = text.replace(name, "")
    assert "Nothing real would have been hidden." in text
    assert not JAPANESE.search(text)
