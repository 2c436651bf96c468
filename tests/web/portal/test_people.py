"""The owner's own people."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from job_runner import run_jobs
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.customers.models import Membership
from otasuke.web.tenancy.scope import across
from portal_cast import browser_of, join, signed_in

KAWABATA = {"name": "川端 志津子", "name_kana": "カワバタ シヅコ", "email": "kawabata@minori.example"}


@pytest.fixture
def client(companies) -> Client:
    mail.outbox = []
    return signed_in(companies.minori)


@pytest.fixture
def colleague(companies) -> Person:
    person = Person.objects.create(name="川端 志津子", email=KAWABATA["email"])
    join(person, companies.minori, "colleague")
    return person


def mailed_link() -> str:
    run_jobs()
    found = re.search(r"http://testserver(/colleague/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def memberships() -> dict[str, str]:
    with across("tests"):
        return dict(Membership.objects.values_list("person__name", "role"))


def invitations() -> int:
    with across("tests"):
        return MemberInvitation.objects.count()


def test_a_colleague_is_invited_agrees_and_sees_the_company_without_its_contract(client: Client) -> None:
    sent = client.post("/people/invite", KAWABATA).content.decode()
    invited = Client()
    opened = invited.get(mailed_link()).content.decode()

    assert mail.outbox[0].to == [KAWABATA["email"]]
    assert "/colleague/" not in sent  # the owner gets no link in somebody else's name
    assert "有限会社みのり坂木工" in opened
    assert invited.get("/").status_code == 302
    assert invited.post(mailed_link()).headers["Location"] == "/"
    assert "有限会社みのり坂木工" in invited.get("/").content.decode()
    assert invited.get("/contract").status_code == 404
    assert memberships() == {"稲森 修": "owner", "川端 志津子": "colleague"}
    assert invited.post(mailed_link()).status_code == 410


def test_whether_somebody_is_known_is_not_told(client: Client) -> None:
    Person.objects.create(name="川端 本名", email=KAWABATA["email"])

    known = client.post("/people/invite", KAWABATA).content.decode()
    unknown = client.post("/people/invite", KAWABATA | {"email": "other@minori.example"}).content.decode()

    assert re.sub(r"csrf\S+ value=\S+", "", known).replace("kawabata@", "other@") == re.sub(
        r"csrf\S+ value=\S+", "", unknown
    )
    assert "川端 本名" not in client.get("/people").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "x"}, "メールアドレスの形ではありません"),
        ({"name": ""}, "入れてください"),
        ({"name": "ここを開いて https://evil.example"}, "名前だけを入れてください"),
        ({"name": "川端\n\nhttp"}, "名前だけを入れてください"),
        ({"name_kana": "evil.example/x"}, "名前だけを入れてください"),
        ({"email": "owner@minori.example"}, "もう社員です"),
    ],
)
def test_what_is_wrong_is_said_and_no_mail_goes_out(client: Client, changed: dict[str, str], words: str) -> None:
    assert words in client.post("/people/invite", KAWABATA | changed).content.decode()
    assert run_jobs() == []
    assert not invitations()


def test_too_many_invitations_are_refused_in_words(client: Client) -> None:
    texts = [client.post("/people/invite", KAWABATA | {"email": f"{n}@x.example"}).content.decode() for n in range(21)]

    assert "きょうは、もう招待を送れません" not in texts[19]
    assert "きょうは、もう招待を送れません" in texts[20]
    assert len(run_jobs()) == 20


def test_an_invitation_is_corrected_and_withdrawn(client: Client) -> None:
    client.post("/people/invite", KAWABATA | {"email": "typo@minori.example"})
    first = mailed_link()
    with across("tests"):
        invitation = MemberInvitation.objects.get()
    form = client.get(f"/people/invitations/{invitation.id}/change").content.decode()

    assert "typo@minori.example" in form
    client.post(f"/people/invitations/{invitation.id}/change", KAWABATA)
    run_jobs()
    assert mail.outbox[-1].to == [KAWABATA["email"]]
    assert Client().get(first).status_code == 410
    with across("tests"):
        invitation = MemberInvitation.objects.get()
    client.post(f"/people/invitations/{invitation.id}/withdraw")
    assert Client().get(mailed_link()).status_code == 410
    assert client.get(f"/people/invitations/{invitation.id}/change").status_code == 404


def test_a_colleague_is_removed_with_its_consequence_said_and_brought_back(client: Client, colleague: Person) -> None:
    theirs = browser_of(colleague)
    page = f"/people/{colleague.id}/remove"

    assert "すぐに見られなくなります" in client.get(page).content.decode()
    assert theirs.get("/").status_code == 200
    removed = client.post(page, follow=True).content.decode()
    assert theirs.get("/").status_code == 404
    token = re.search(r'name="removed" value="([^"]+)"', removed)
    assert token
    client.post("/people/give-back", {"removed": token[1]})
    assert theirs.get("/").status_code == 200


def test_undoing_does_not_bring_somebody_into_another_company(client: Client, companies, colleague: Person) -> None:
    removed = client.post(f"/people/{colleague.id}/remove").headers["Location"].partition("removed=")[2]
    other = signed_in(companies.kobato)

    assert "過ぎました" in other.post("/people/give-back", {"removed": removed}, follow=True).content.decode()
    assert "川端 志津子" not in memberships()
    assert "川端 志津子" not in other.get(f"/people?removed={removed}").content.decode()


@pytest.mark.parametrize("words", ["", "x", "WyIiLCIiXQ:1x:x"])
def test_what_was_not_signed_brings_nobody_back(client: Client, words: str) -> None:
    assert "過ぎました" in client.post("/people/give-back", {"removed": words}, follow=True).content.decode()
    assert client.get("/people", {"removed": words}).status_code == 200


def test_the_company_is_handed_over_and_both_are_told(client: Client, colleague: Person) -> None:
    page = f"/people/{colleague.id}/hand-over"
    theirs = browser_of(colleague)

    assert "自分では元に戻せません" in client.get(page).content.decode()
    client.post(page)

    assert memberships() == {"稲森 修": "colleague", "川端 志津子": "owner"}
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {KAWABATA["email"], "owner@minori.example"}
    assert client.get("/contract").status_code == 404
    assert client.post(page).status_code == 404
    assert theirs.get("/contract").status_code == 200


def test_an_owner_is_neither_removed_nor_made_owner(client: Client, companies) -> None:
    other = Person.objects.create(name="稲森 恵")
    join(other, companies.minori, "owner")

    for what in ("remove", "hand-over"):
        assert client.post(f"/people/{other.id}/{what}").status_code == 404
    assert memberships() == {"稲森 修": "owner", "稲森 恵": "owner"}


def addresses(person: Person, invitation: object) -> list[str]:
    return [
        f"/people/{person.id}/remove",
        f"/people/{person.id}/hand-over",
        f"/people/invitations/{invitation}/change",
        f"/people/invitations/{invitation}/withdraw",
    ]


def test_a_colleague_changes_nothing(client: Client, companies, colleague: Person) -> None:
    theirs = browser_of(colleague)

    for address in ["/people", "/people/invite", "/people/give-back", *addresses(colleague, uuid4())]:
        assert theirs.post(address, KAWABATA).status_code in {404, 405}
    assert theirs.get("/people").status_code == 404
    assert memberships() == {"稲森 修": "owner", "川端 志津子": "colleague"}


def test_the_owner_of_another_company_finds_nothing(client: Client, companies, colleague: Person) -> None:
    client.post("/people/invite", KAWABATA | {"email": "new@minori.example"})
    with across("tests"):
        invitation = MemberInvitation.objects.get()
    stranger = signed_in(companies.kobato, name="小鳩 明")

    for address in addresses(colleague, invitation.id):
        assert stranger.post(address, KAWABATA).status_code == 404
    assert "川端" not in stranger.get("/people").content.decode()
    assert invitations() == 1


def test_the_last_page_works_for_who_is_somebody_else_in_this_browser(client: Client) -> None:
    client.post("/people/invite", KAWABATA)

    client.post(mailed_link())  # the same browser, as two share one computer

    assert "川端 志津子" in client.get("/me").content.decode()
    assert client.get("/people").status_code == 404


def test_names_are_text(client: Client, companies) -> None:
    person = Person.objects.create(name="<b>x</b>", email="x@x.example")
    join(person, companies.minori, "colleague")

    for address in ("/people", f"/people/{person.id}/remove", f"/people/{person.id}/hand-over"):
        assert "<b>x" not in client.get(address).content.decode()
