"""Passkeys through pages, of staff and of members."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from job_runner import run_jobs
from otasuke.web.accounts.invitations import accept, invite_again
from otasuke.web.accounts.models import MemberSession, Passkey, Person, StaffSession
from otasuke.web.accounts.passkey_steps import site_of
from portal_cast import browser_of, join
from software_key import SoftwareKey
from staff_cast import PASSWORD, browser_of_staff, hayase

LOCAL = {"HTTP_HOST": "localhost"}


def register(client: Client, key: SoftwareKey, where: str) -> None:
    options = client.post(f"{where}/options", **LOCAL).json()
    client.post(where, {"credential": key.make(options)}, **LOCAL)


def sign_in(key: SoftwareKey, where: str, client: Client | None = None, **more: str) -> Client:
    client = client or Client()
    options = client.post(f"{where}/options", **LOCAL).json()
    client.post(where, {"credential": key.use(options), **more}, **LOCAL)
    return client


@pytest.fixture
def staff_key(database) -> SoftwareKey:
    key = SoftwareKey()
    register(browser_of_staff(hayase("manager")), key, "/console/settings/passkeys")
    return key


@pytest.fixture
def member_key(companies) -> SoftwareKey:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    key = SoftwareKey()
    mail.outbox = []
    register(browser_of(person), key, "/me/passkeys")
    return key


def test_staff_come_in_by_a_key_in_place_of_password_and_code(staff_key: SoftwareKey) -> None:
    client = sign_in(staff_key, "/staff/passkey")

    assert client.get("/console").status_code == 200
    assert StaffSession.objects.filter(key=client.session.session_key).exists()


def test_owners_come_in_by_a_key_and_are_told_that_there_is_one(member_key: SoftwareKey) -> None:
    client = sign_in(member_key, "/passkey")

    assert client.get("/contract").status_code == 200
    assert MemberSession.objects.filter(key=client.session.session_key).exists()
    run_jobs()
    assert [message.to for message in mail.outbox] == [["inamori@minori.example"]]


def test_a_key_of_members_opens_nothing_of_staff_though_it_is_the_same_person(member_key: SoftwareKey) -> None:
    from staff_cast import employ

    employ(Person.objects.get(), "manager")

    assert sign_in(member_key, "/staff/passkey").get("/console").status_code == 302


def test_a_key_of_staff_opens_nothing_of_a_company(staff_key: SoftwareKey, companies) -> None:
    join(Person.objects.get(), companies.minori, "owner")

    assert sign_in(staff_key, "/passkey").get("/contract").status_code == 302


def test_an_answer_works_once_and_in_its_own_browser(staff_key: SoftwareKey) -> None:
    client = Client()
    options = client.post("/staff/passkey/options", **LOCAL).json()
    answer = {"credential": staff_key.use(options)}

    assert Client().post("/staff/passkey", answer, **LOCAL).status_code == 400
    assert client.post("/staff/passkey", answer, **LOCAL).status_code == 302
    assert client.post("/staff/passkey", answer, **LOCAL).status_code == 400


def test_a_challenge_for_coming_in_registers_nothing(staff_key: SoftwareKey) -> None:
    client = sign_in(staff_key, "/staff/passkey")
    options = client.post("/staff/passkey/options", **LOCAL).json()
    made = SoftwareKey().make({**options, "user": {"id": "AAAA"}})

    client.post("/console/settings/passkeys", {"credential": made}, **LOCAL)

    assert Passkey.objects.count() == 1


def test_a_session_of_before_is_gone(staff_key: SoftwareKey) -> None:
    client = Client()
    client.get("/staff/enter")
    client.post("/staff/passkey/options", **LOCAL)
    before = client.session.session_key
    sign_in(staff_key, "/staff/passkey", client)

    assert client.session.session_key != before


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
@pytest.mark.parametrize("door", ["/staff/passkey", "/passkey"])
def test_the_way_back_leads_nowhere_else(staff_key, member_key, door: str, back: str) -> None:
    client, key = Client(), staff_key if door == "/staff/passkey" else member_key
    options = client.post(f"{door}/options", **LOCAL).json()
    answer = client.post(door, {"credential": key.use(options), "next": back}, **LOCAL)

    assert answer.headers["Location"] in {"/console", "/"}


@pytest.mark.parametrize("text", ["", "x", "[]", "null", "{}", "[" * 100_000, json.dumps({"id": "x" * 30_000})])
@pytest.mark.parametrize("door", ["/staff/passkey", "/passkey"])
def test_what_is_no_answer_is_refused_in_words(database, door: str, text: str) -> None:
    client = Client()
    client.post(f"{door}/options", **LOCAL)
    answer = client.post(door, {"credential": text}, **LOCAL)

    assert answer.status_code == 400
    assert "もう一度" in answer.content.decode()


def test_who_left_the_firm_has_a_key_that_opens_nothing(staff_key: SoftwareKey) -> None:
    Person.objects.get().posts.all().delete()
    client = sign_in(staff_key, "/staff/passkey")

    assert client.get("/console").status_code == 302


def test_who_starts_again_with_an_invitation_has_no_keys_of_before(staff_key: SoftwareKey) -> None:
    person = Person.objects.get()
    accept(invite_again(person, actor=person, now=timezone.now()), PASSWORD, now=timezone.now())

    assert not Passkey.objects.exists()


def test_keys_are_listed_renamed_and_removed(staff_key: SoftwareKey) -> None:
    client = sign_in(staff_key, "/staff/passkey")
    passkey = Passkey.objects.get()
    client.post("/console/settings/passkeys/rename", {"passkey": passkey.id, "name": "<b>鍵</b>"})
    text = client.get("/console/settings").content.decode()

    assert "&lt;b&gt;鍵&lt;/b&gt;" in text
    for given in ("x", ""):
        client.post("/console/settings/passkeys/remove", {"passkey": given})
    assert Passkey.objects.exists()
    client.post("/console/settings/passkeys/remove", {"passkey": passkey.id})
    assert not Passkey.objects.exists()


def test_nobody_removes_or_renames_a_key_of_somebody_else(member_key: SoftwareKey, companies) -> None:
    other = Person.objects.create(name="川端 志津子")
    join(other, companies.minori, "owner")
    passkey = Passkey.objects.get()
    for what in ("remove", "rename"):
        browser_of(other).post(f"/me/passkeys/{what}", {"passkey": passkey.id, "name": "x"})

    assert Passkey.objects.get().name == passkey.name


def test_nothing_happens_without_the_token_of_the_form(database) -> None:
    client = Client(enforce_csrf_checks=True)

    for address in ("/staff/passkey", "/passkey", "/staff/passkey/options", "/passkey/options"):
        assert client.post(address, **LOCAL).status_code == 403


@pytest.mark.parametrize(
    ("host", "is_secure", "rp", "site"),
    [
        ("localhost:8000", False, "", ("localhost", "http://localhost:8000")),
        ("testserver", True, "", ("testserver", "https://testserver")),
        ("testserver", False, "", None),
        ("127.0.0.1", False, "", None),
        ("a.otasuke.example", True, "otasuke.example", ("otasuke.example", "https://a.otasuke.example")),
        ("otasuke.example", True, "otasuke.example", ("otasuke.example", "https://otasuke.example")),
        ("evilotasuke.example", True, "otasuke.example", None),
    ],
)
def test_for_whom_keys_sign(host: str, is_secure: bool, rp: str, site: tuple[str, str] | None) -> None:
    with override_settings(ALLOWED_HOSTS=["*"], PASSKEY_RP=rp):
        found = site_of(RequestFactory().get("/", HTTP_HOST=host, secure=is_secure))

    assert (found and (found.rp, found.origin)) == site


def test_where_there_can_be_no_keys_that_is_said(database) -> None:
    client = browser_of_staff(hayase())

    assert "このアドレスでは、パスキーを登録できません。" in client.get("/console/settings").content.decode()
    assert client.post("/console/settings/passkeys/options").status_code == 400
    assert Client().post("/staff/passkey/options").status_code == 400
