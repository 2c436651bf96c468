"""Staff invite the owner of a company."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from job_runner import run_jobs
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.members import MOST_A_DAY
from otasuke.web.customers.models import Membership
from otasuke.web.tenancy.scope import across, tenant_scope
from portal_cast import join
from staff_cast import browser_of_staff, hayase

PAGE = "/console/companies/minori"
FORM = f"{PAGE}/people/invite"
INAMORI = {"name": "稲森 修", "name_kana": "イナモリ オサム", "email": "inamori@minori.example"}


@pytest.fixture
def client(companies) -> Client:
    mail.outbox = []
    return browser_of_staff(hayase("desk"))


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/\S+)", text)
    assert found
    return found[1]


def invited() -> MemberInvitation:
    with across("tests"):
        return MemberInvitation.objects.get()


def verbs(companies) -> list[str]:
    with tenant_scope(companies.minori.id):
        lines = AuditLine.objects.filter(verb__startswith="member.").order_by("number")
        return list(lines.values_list("verb", flat=True))


def text_of(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def test_who_is_invited_comes_in_as_the_owner_by_a_link_that_only_his_mail_has(companies, client: Client) -> None:
    answer = client.post(FORM, INAMORI, follow=True)
    run_jobs()
    (sent,) = mail.outbox
    link = link_in(sent.body)

    shown = answer.content.decode()
    assert "招待のメールを送りました。" in shown
    assert link not in shown
    assert sent.to == [INAMORI["email"]]
    Client().post(link)
    with tenant_scope(companies.minori.id):
        membership = Membership.objects.get()
    assert (membership.role, membership.person.email) == ("owner", INAMORI["email"])
    assert verbs(companies) == ["member.invited", "member.joined"]


def test_a_company_that_has_an_owner_is_told(companies, client: Client) -> None:
    owner = Person.objects.create(name="坂木 みのり", email="sakaki@minori.example", language="en")
    join(owner, companies.minori, "owner")

    assert "もう代表がいます" in text_of(client, FORM)
    client.post(FORM, INAMORI)
    run_jobs()

    told = next(one for one in mail.outbox if one.to == ["sakaki@minori.example"])
    assert told.subject == "Another owner was invited"
    assert "稲森 修" in told.body
    assert "http" not in told.body


def test_an_invitation_is_taken_back_and_put_back_and_its_link_works_again(companies, client: Client) -> None:
    client.post(FORM, INAMORI)
    run_jobs()
    link = link_in(mail.outbox[0].body)

    page = client.post(f"{PAGE}/people/{invited().id}/withdraw", follow=True).content.decode()
    assert "稲森 修さんの招待をやめました。" in page
    assert Client().get(link).status_code == 410
    client.post(f"{PAGE}/people/give-back")

    assert Client().get(link).status_code == 200
    assert verbs(companies) == ["member.invited", "member.invitation_withdrawn", "member.invitation_given_back"]


def test_after_ten_minutes_it_stays_taken_back(companies, client: Client) -> None:
    client.post(FORM, INAMORI)
    client.post(f"{PAGE}/people/{invited().id}/withdraw")

    late = timezone.now() + timedelta(minutes=11)
    with patch("otasuke.web.console.company_people.timezone.now", return_value=late):
        answer = client.post(f"{PAGE}/people/give-back", follow=True)

    assert "もう取り消せません" in answer.content.decode()
    with across("tests"):
        assert not MemberInvitation.objects.exists()


def test_who_was_invited_again_meanwhile_is_not_invited_twice(companies, client: Client) -> None:
    client.post(FORM, INAMORI)
    client.post(f"{PAGE}/people/{invited().id}/withdraw")
    client.post(FORM, INAMORI)

    answer = client.post(f"{PAGE}/people/give-back", follow=True)

    assert "もう取り消せません" in answer.content.decode()
    assert invited().email == INAMORI["email"]


def test_what_was_taken_back_here_is_not_put_back_elsewhere(companies, client: Client) -> None:
    client.post(FORM, INAMORI)
    client.post(f"{PAGE}/people/{invited().id}/withdraw")

    client.post("/console/companies/kobato/people/give-back")

    with across("tests"):
        assert not MemberInvitation.objects.exists()


def test_inviting_again_fills_the_form_in(companies, client: Client) -> None:
    client.post(FORM, INAMORI)

    assert 'value="inamori@minori.example"' in text_of(client, f"{FORM}?again={invited().id}")
    assert "value=" not in text_of(client, f"{FORM}?again=nonsense").partition('name="email"')[2].partition(">")[0]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "見て http://x.example"}, {"email": "inamori"}])
def test_a_form_that_is_wrong_invites_nobody(companies, client: Client, wrong: dict[str, str]) -> None:
    assert client.post(FORM, INAMORI | wrong).status_code == 200

    with across("tests"):
        assert not MemberInvitation.objects.exists()


def test_who_is_there_already_is_said(companies, client: Client) -> None:
    join(Person.objects.create(name="稲森 修", email=INAMORI["email"]), companies.minori, "colleague")

    assert "もうこの会社の人です" in client.post(FORM, INAMORI).content.decode()


def test_so_many_a_day_are_enough(companies, client: Client) -> None:
    for number in range(MOST_A_DAY):
        client.post(FORM, INAMORI | {"email": f"{number}@minori.example"})

    assert "きょうはもう" in client.post(FORM, INAMORI).content.decode()


def test_who_may_not_invite_sees_who_waits_and_no_button(companies, client: Client) -> None:
    client.post(FORM, INAMORI)
    client.logout()
    Person.objects.all().update(email="elsewhere@naniwa.example")
    analyst = browser_of_staff(hayase("analyst"))

    page = text_of(analyst)

    assert "招待の返事を待っている人" in page
    assert "people/invite" not in page
    assert "/withdraw" not in page


def test_a_company_that_was_withdrawn_gets_no_owner(companies, client: Client) -> None:
    with tenant_scope(companies.minori.id):
        companies.minori.withdrawn_at = timezone.now()
        companies.minori.save()

    assert client.get(FORM).status_code == 404
    assert "people/invite" not in text_of(client)


def test_an_owners_invitation_is_not_made_a_colleagues(companies, client: Client) -> None:
    """The owner sees it among his people's, and may take it back; correcting it is the desk's."""
    client.post(FORM, INAMORI)
    owner = Person.objects.create(name="坂木 みのり", email="sakaki@minori.example")
    join(owner, companies.minori, "owner")
    browser = Client()
    browser.force_login(owner)

    page = text_of(browser, "/people")

    assert "招待をやめる" in page
    assert "直して、もう一度送る" not in page
    assert browser.get(f"/people/invitations/{invited().id}/change").status_code == 404
