"""English is complete: every text has it, and no English page shows Japanese but names."""

from __future__ import annotations

import html
import re
import string

import polib
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from contract_cast import running_contract
from finding_cast import OPENED, OURS, USB, arrive, detection, incidents_of
from job_runner import run_jobs
from otasuke.web.accounts.models import Person
from otasuke.web.notify.models import Message
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import browser_of, join
from portal_pages import heard
from staff_cast import browser_of_staff, give_password, give_phone, hayase
from web_texts import JAPANESE, WEB, files, texts, untranslated

CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
NAMES = (
    "有限会社みのり坂木工",
    "こばと歯科医院",
    "ミノリザカモッコウ",
    "コバトシカイイン",
    "稲森 修",
    "早瀬 遥",
    "なにわ見守り舎",
    "お助け隊",
    "日本語",
    "サービス規約",
    "ひとえプラン",
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def test_every_text_has_its_english() -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}

    missing = [f"{text.place}: {text.words!r} has no English" for text in texts() if text.words not in known]

    assert not missing, "\n".join(missing)


def test_every_english_text_is_used_and_fills_in_the_same() -> None:
    used = {text.words for text in texts()}
    entries = list(polib.pofile(str(CATALOGUE)))

    keys = [entry.msgid for entry in entries]
    assert sorted(keys) == sorted(set(keys))
    assert [key for key in keys if key not in used] == []
    for entry in entries:
        for english in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not JAPANESE.search(english), entry.msgid
            if english and not entry.msgid_plural:
                assert sorted(_PLACEHOLDER.findall(english)) == sorted(_PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_no_template_says_japanese_without_translate() -> None:
    found = [
        f"{path.relative_to(WEB)}:{line}: {words}"
        for path in files({".html", ".txt"})
        for words, line in untranslated(path.read_text(encoding="utf-8").replace("日本語</button>", ""))
    ]

    assert not found, "\n".join(found)


def shown(page: str) -> str:
    """A page without the names on it."""
    page = html.unescape(re.sub(r'<(\w+) translate="no"[^>]*>[^<]*</\1>', "", page))
    for name in NAMES:
        page = page.replace(name, "")
    return page


@pytest.mark.parametrize(
    "address",
    [
        "/parts",
        "/api/docs",
        "/enter",
        "/enter/sent",
        "/enter/no-such-link",
        "/colleague/none",
        "/staff/enter",
        "/staff/invited/none",
        "/j/none",
        "/t",
        "/t/none",
    ],
)
def test_english_pages_for_everybody_are_english(database, address: str) -> None:
    client = Client()
    client.cookies.load("django_language=en")

    assert not JAPANESE.search(shown(client.get(address).content.decode()))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/history",
        "/devices/cards",
        "/messages",
        "/devices",
        "/contract",
        "/ask",
        "/people",
        "/people/invite",
        "/me",
        "/tokens",
        "/hooks",
        "/stopped",
        "/stopped/beforehand",
    ],
)
def test_english_pages_of_the_portal_are_english(companies, address: str) -> None:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example", language="en")
    join(person, companies.minori, "owner")

    page = browser_of(person).get(address)

    assert page.status_code == 200
    assert not JAPANESE.search(shown(page.content.decode()))


@pytest.mark.parametrize(
    ("tags", "answers"),
    [
        (OURS, ("mine", "not_mine", "call_me", "")),
        (OPENED, ("did_not", "did", "call_me", "")),
        (USB, ("yes", "no", "")),
    ],
    ids=("ours", "opened", "usb"),
)
def test_english_pages_of_a_matter_are_english(companies, tags, answers) -> None:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example", language="en")
    join(person, companies.minori, "owner")
    browser, now = browser_of(person), timezone.now()
    for colour in ("high", "critical"):
        found = detection("minori", colour, level=colour, at=now, by=heard(companies.minori), tags=tags)
        arrive(found, at=now)
    with tenant_scope(companies.minori.id):
        one = Message.objects.first()
    assert one

    for answer in answers:
        for address in ("/", "/messages", f"/messages/{one.id}", "/history", "/devices/cards", "/devices/cards"):
            page = shown(browser.get(address).content.decode()).replace("受付のパソコン", "")
            assert not JAPANESE.search(page), (answer, address)
        browser.post(f"/messages/{one.id}", {"answer": answer})


@pytest.mark.parametrize(
    "address",
    [
        "/console",
        "/console/companies",
        "/console/people",
        "/console/people/invite",
        "/console/jobs",
        "/console/duty",
        "/console/duty/pattern",
        "/console/duty/mine",
        "/console/duty/drills",
        "/console/morning",
        "/console/hooks",
        "/console/blocks",
        "/console/companies/minori/blocks",
        "/console/hooks/new",
        "/console/silences",
        "/console/review",
        "/console/review/rule",
        "/console/review/proposals",
        "/console/silences/new",
        "/console/silences/new?company=minori&rule=r1",
        "/console/audit",
        "/console/joining",
        "/console/joining/invite",
        "/console/settings",
        "/console/new-company",
        "/console/companies/minori",
        "/console/companies/minori/people/invite",
        *(
            f"/console/companies/minori/{part}"
            for part in ("facts", "handling", "contacts", "partners", "card", "sites/0")
        ),
        "/console/companies/minori/contract",
        "/console/companies/kobato/contract",
        "/console/plans",
        "/console/plans/new",
        "/console/import",
        "/console/settings/tokens",
        "/console/settings/openid",
        "/console/find",
        "/console/companies?contract=running",
    ],
)
def test_english_pages_of_the_console_are_english(companies, address: str) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
    person = hayase("manager")
    client = browser_of_staff(person)
    Person.objects.update(language="en")

    page = client.get(address)

    assert page.status_code == 200
    assert not JAPANESE.search(shown(page.content.decode()).replace("早", ""))  # the face


def test_incidents_are_called_in_english(companies) -> None:
    by, now = heard(companies.minori), timezone.now()
    arrive(detection("minori", level="high", by=by, at=now, title="A rule"), at=now)
    (one,) = incidents_of(companies.minori)
    client = browser_of_staff(hayase("manager"))
    Person.objects.update(language="en")

    for address in (
        "/console/queue",
        f"/console/queue/rail/{one.code}",
        f"/console/incidents/{one.code}/actions",
        f"/console/find?q={one.code}",
    ):
        page = shown(client.get(address).content.decode()).replace("受付のパソコン", "").replace("早", "")
        assert one.code in page, address
        assert not JAPANESE.search(page), address


@pytest.mark.parametrize("has_phone", [True, False])
def test_staff_come_in_in_english(database, has_phone: bool) -> None:
    person, client = hayase(), Client()
    client.cookies.load("django_language=en")
    if has_phone:
        give_phone(person)
    wrong = give_password(client, "wrong")
    after = client.post(give_password(client), {"code": "wrong"}).content.decode()

    assert "is wrong" in wrong
    assert "code is wrong" in after
    assert not JAPANESE.search(shown(wrong + after))


def test_a_wrong_address_is_told_in_english(database) -> None:
    client = Client()
    client.cookies.load("django_language=en")

    assert not JAPANESE.search(shown(client.post("/enter", {"email": "nobody"}).content.decode()))


def test_who_acts_for_two_chooses_in_english_and_is_mailed_in_english(companies) -> None:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example", language="en")
    for company in (companies.minori, companies.kobato):
        join(person, company, "owner")

    Client().post("/enter", {"email": person.email})
    run_jobs()
    page = browser_of(person).get("/choose").content.decode()

    assert not JAPANESE.search(shown(page))
    assert not JAPANESE.search(shown(mail.outbox[0].subject + mail.outbox[0].body))
    assert set(mail.outbox[0].subject) <= set(string.printable)
