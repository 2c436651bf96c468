"""Coming in as staff."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.html import escape

from otasuke.web.accounts.invitations import invite
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import across
from staff_cast import MAIL, PASSWORD, browser_of_staff, code_now, give_password, give_phone, hayase


@pytest.fixture
def invitation(database) -> str:
    token = invite(MAIL, "早瀬 遥", role=Role.MANAGER, provider="なにわ見守り舎", actor=None, now=datetime.now(UTC))
    return f"/staff/invited/{token}"


def secret_in(text: str) -> str:
    found = re.search(r"\b[A-Z2-7]{32}\b", text)
    assert found
    return found.group()


def recovery_codes_in(text: str) -> list[str]:
    return re.findall(r"<li>([a-z2-7-]{19})</li>", text)


def verbs() -> list[str]:
    with across("tests"):
        return list(AuditLine.objects.order_by("number").values_list("verb", flat=True))


def test_from_an_invitation_to_the_console(invitation: str) -> None:
    client = Client()

    chosen = client.post(invitation, {"password": PASSWORD, "again": PASSWORD})
    registering = client.get(chosen.headers["Location"]).content.decode()
    registered = client.post("/staff/phone", {"code": code_now(secret_in(registering))}).content.decode()

    assert re.search(r'<div class="qr"[^>]*><svg [^>]*viewBox=', registering)  # shrunk, not cut
    assert len(recovery_codes_in(registered)) == 10
    assert "早瀬 遥" in client.get("/console").content.decode()
    assert verbs() == [
        "staff.invited",
        "staff.password_set",
        "staff.second_factor_set",
        "staff.recovery_codes_made",
        "staff.signed_in",
    ]


def test_an_invitation_works_once_and_opening_it_does_not_use_it_up(invitation: str) -> None:
    assert Client().get(invitation).status_code == 200
    Client().post(invitation, {"password": PASSWORD, "again": PASSWORD})

    assert Client().post(invitation, {"password": PASSWORD, "again": PASSWORD}).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "短すぎます"),
        ("password1234", "password1234", "一般的すぎます"),
        (PASSWORD, PASSWORD + "x", "上のパスワードとちがいます"),
        (MAIL, MAIL, "似すぎています"),
    ],
)
def test_a_bad_password_is_refused_in_words(invitation: str, password: str, again: str, words: str) -> None:
    answer = Client().post(invitation, {"password": password, "again": again})

    assert words in answer.content.decode()
    assert not Person.objects.get().check_password(password)


def test_password_and_code_lead_where_one_wanted_to_go(database) -> None:
    secret, client = give_phone(hayase()), Client()

    assert give_password(client, next="/console/settings") == "/staff/code"
    assert client.post("/staff/code", {"code": code_now(secret)}).headers["Location"] == "/console/settings"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(database, back: str) -> None:
    secret, client = give_phone(hayase()), Client()
    give_password(client, next=back)

    assert client.post("/staff/code", {"code": code_now(secret)}).headers["Location"] == "/console"


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(database) -> None:
    hayase()
    unknown = Client().post("/staff/enter", {"email": "who@else.example", "password": PASSWORD}).content.decode()

    words = "メールアドレスかパスワードがちがいます。"
    assert words in unknown
    assert words in give_password(Client(), "wrong")


def test_who_is_no_staff_has_no_password_here(database) -> None:
    person = hayase()
    person.posts.all().delete()

    assert "ちがいます" in give_password(Client())


def test_after_five_mistakes_even_the_right_password_waits_and_is_told_for_how_long(database) -> None:
    hayase()
    answers = [give_password(Client(), "wrong") for _ in range(5)]

    assert "すぎまで入れません" not in answers[3]
    assert "すぎまで入れません" in answers[4]
    assert "すぎまで入れません" in give_password(Client())


def test_who_knows_the_password_cannot_guess_codes_by_giving_it_again(database) -> None:
    secret = give_phone(hayase())
    client = Client()
    for _ in range(5):
        give_password(client)
        client.post("/staff/code", {"code": "wrong"})

    assert "すぎまで入れません" in give_password(client)
    refused = client.post("/staff/code", {"code": code_now(secret)})
    assert "すぎまで入れません" in refused.content.decode()


def test_a_code_is_used_once(database) -> None:
    secret = give_phone(hayase())
    used = code_now(secret)
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client)

    assert first.post("/staff/code", {"code": used}).status_code == 302
    assert "もう使われています" in second.post("/staff/code", {"code": used}).content.decode()


def test_a_recovery_code_stands_for_the_phone_once(database) -> None:
    person = hayase()
    codes = recovery_codes_in(browser_of_staff(person).post("/console/settings/codes").content.decode())
    statuses = []
    for _ in range(2):
        client = Client()
        give_password(client)
        statuses.append(client.post("/staff/code", {"code": codes[0].upper()}).status_code)

    assert statuses == [302, 200]


def test_who_has_only_the_password_registers_no_other_phone(database) -> None:
    give_phone(hayase())
    client = Client()
    give_password(client)

    assert client.get("/staff/phone").headers["Location"] == "/staff/code"
    assert client.post("/staff/phone", {"code": "000000"}).headers["Location"] == "/staff/code"


@pytest.mark.parametrize("page", ["/staff/code", "/staff/phone"])
def test_nobody_gives_a_code_before_the_password(database, page: str) -> None:
    assert Client().get(page).headers["Location"] == "/staff/enter"


def test_leaving_ends_the_session(database) -> None:
    client = browser_of_staff(hayase())

    client.post("/staff/leave")

    assert client.get("/console").status_code == 302
    assert verbs()[-1] == "staff.signed_out"


def test_an_invited_name_is_shown_as_text(database) -> None:
    name = "<b>早瀬</b>"
    token = invite(MAIL, name, role=Role.DESK, provider="x", actor=None, now=datetime.now(UTC))

    assert escape(name) in Client().get(f"/staff/invited/{token}").content.decode()
