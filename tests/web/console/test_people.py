"""The page of people."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from job_runner import run_jobs
from otasuke.web.accounts.models import Firm, Invitation, Person, Post
from portal_cast import browser_of
from staff_cast import PASSWORD, browser_of_staff, code_now, employ, give_phone, hayase

SATO = {"name": "佐藤 剛", "email": "sato@asahi.example", "post": "partner technician", "firm": "あさひ電設"}


@pytest.fixture
def client(database) -> Client:
    mail.outbox = []
    return browser_of_staff(hayase("manager"))


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/staff/invited/[\w-]+)", text)
    assert found
    return found[1]


def test_somebody_of_a_partner_is_invited_by_mail_and_the_link_is_shown_once(client: Client) -> None:
    page = client.post("/console/people/invite", SATO).content.decode()

    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == ["sato@asahi.example"]
    assert link_in(page) == link_in(sent.body)
    post = Post.objects.get(person__email="sato@asahi.example")
    assert (post.role, post.firm.kind, post.firm.name) == ("technician", "partner", "あさひ電設")
    listed = client.get("/console/people").content.decode()
    assert "佐藤 剛" in listed
    assert "招待中" in listed
    assert "/staff/invited/" not in listed


def test_the_invited_come_in_and_see_what_their_role_may(client: Client) -> None:
    address = link_in(client.post("/console/people/invite", SATO).content.decode())
    invited = Client()
    invited.post(address, {"password": PASSWORD, "again": PASSWORD})
    secret = re.search(r"\b[A-Z2-7]{32}\b", invited.get("/staff/phone").content.decode())
    assert secret
    invited.post("/staff/phone", {"code": code_now(secret[0])})

    assert invited.get("/console").status_code == 200
    assert invited.get("/console/people").status_code == 404
    assert "入れます" in client.get("/console/people").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"post": "partner manager"}, "正しく選択"),
        ({"post": "insurer technician"}, "正しく選択"),
        ({"firm": " "}, "どの会社の人か"),
        ({"email": "sato"}, "有効なメールアドレス"),
        ({"name": ""}, "入れて"),
        ({"name": "あ" * 61}, "60"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(client: Client, changed: dict[str, str], words: str) -> None:
    text = client.post("/console/people/invite", SATO | changed).content.decode()

    assert words in text
    assert not Invitation.objects.exists()
    assert run_jobs() == []


def test_our_own_people_need_no_firm_and_a_second_role_is_added(client: Client) -> None:
    for role in ("desk", "clerk"):
        client.post("/console/people/invite", SATO | {"post": f"provider {role}", "firm": ""})

    person = Person.objects.get(email=SATO["email"])
    assert {post.role for post in person.posts.all()} == {"desk", "clerk"}
    assert Firm.objects.count() == 1


def test_the_link_works_before_its_mail_is_sent(client: Client) -> None:
    text = client.post("/console/people/invite", SATO).content.decode()

    assert Client().get(link_in(text)).status_code == 200


def test_a_new_link_ends_the_one_before(client: Client) -> None:
    first = link_in(client.post("/console/people/invite", SATO).content.decode())
    person = Person.objects.get(email=SATO["email"])

    second = link_in(client.post(f"/console/people/{person.id}/link").content.decode())

    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_who_has_no_post_gets_no_link(client: Client) -> None:
    owner = Person.objects.create(name="稲森 修", email="inamori@minori.example")

    assert client.post(f"/console/people/{owner.id}/link").status_code == 404
    assert run_jobs() == []


def test_a_role_is_ended_with_its_consequence_said_before_and_undone(client: Client) -> None:
    other = Person.objects.create(name="佐藤 剛", email=SATO["email"])
    employ(other, "desk")
    page = f"/console/people/posts/{other.posts.get().id}/end"

    assert "すぐに終わります" in client.get(page).content.decode()
    assert other.posts.exists()
    ended = client.post(page, follow=True).content.decode()
    assert not other.posts.exists()
    token = re.search(r'name="ended" value="([^"]+)"', ended)
    assert token
    client.post("/console/people/posts/give-back", {"ended": token[1]})

    assert other.posts.get().role == "desk"
    assert client.post(page).status_code == 404


@pytest.mark.parametrize("words", ["", "x", "a:b:c", "eyJwZXJzb24iOiIifQ:1x:x"])
def test_nobody_gives_himself_a_role_by_undoing_what_was_not_done(client: Client, words: str) -> None:
    assert client.post("/console/people/posts/give-back", {"ended": words}).status_code == 404
    assert client.get("/console/people", {"ended": words}).status_code == 200


def test_the_last_manager_cannot_be_ended_and_is_told_why(client: Client) -> None:
    page = f"/console/people/posts/{Post.objects.get().id}/end"

    assert "最後の管理者" in client.get(page).content.decode()
    assert client.post(page).status_code == 409
    assert Post.objects.get().role == "manager"


def test_who_ends_his_own_role_is_out(client: Client) -> None:
    mine = Post.objects.get()
    other = Person.objects.create(name="佐藤 剛")
    employ(other, "manager")

    assert client.post(f"/console/people/posts/{mine.id}/end").headers["Location"] == "/staff/enter"
    assert client.get("/console").status_code == 302


@pytest.mark.parametrize("role", ["analyst", "desk", "dispatcher", "clerk"])
def test_only_the_manager_decides_on_people(database, role: str) -> None:
    person = hayase(role)
    client = browser_of_staff(person)
    post = person.posts.get()

    for address in (f"/console/people/posts/{post.id}/end", f"/console/people/{person.id}/link"):
        assert client.post(address).status_code == 404
    assert client.post("/console/people/invite", SATO).status_code == 404
    assert not Invitation.objects.exists()


def test_nothing_happens_without_the_token_of_the_form(database) -> None:
    manager = hayase("manager")
    secret = give_phone(manager)
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser_of(manager).cookies

    assert secret
    assert client.post("/console/people/invite", SATO).status_code == 403


def test_names_are_text(client: Client) -> None:
    client.post("/console/people/invite", SATO | {"name": "<b>x</b>", "firm": "<i>y</i>"})

    text = client.get("/console/people").content.decode()
    assert "<b>x" not in text
    assert "<i>y" not in text
