"""Inviting companies, and where each of them stands."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from job_runner import run_jobs
from joining_cast import hear, invited, plan
from joining_pages import walker
from otasuke.web.customers.models import Customer
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import STUCK_AFTER
from otasuke.web.tenancy.scope import across
from portal_cast import browser_of
from sensor_cast import reached
from staff_cast import browser_of_staff, hayase

NUMBER = "8700110005901"


@pytest.fixture
def client(companies) -> Client:
    mail.outbox = []
    return browser_of_staff(hayase("desk"))


@pytest.fixture
def offered(database):
    return plan()


def invite(client: Client, **given: object) -> str:
    page = client.post("/console/joining/invite", {"company": "有限会社みのり坂木工", **given}).content.decode()
    run_jobs()
    return page


def secrets_in(text: str) -> list[str]:
    return re.findall(r"http://testserver/j/([\w-]+)", text)


def names() -> list[str]:
    with across("tests"):
        return sorted(Customer.objects.values_list("name", flat=True))


def the_joining() -> Joining:
    with across("tests"):
        return Joining.objects.select_related("customer").get()


def test_a_company_that_is_there_is_invited_by_its_name_and_both_links_work(client: Client, offered) -> None:
    page = invite(client, email="inamori@minori.example", person="稲森 修")

    (sent,) = mail.outbox
    assert sent.to == ["inamori@minori.example"]
    shown, mailed = set(secrets_in(page)), set(secrets_in(sent.body))
    assert len(shown) == len(mailed) == 1
    assert shown.isdisjoint(mailed)
    for secret in shown | mailed:
        assert Client().get(f"/j/{secret}").status_code == 200
    assert "<svg" in page
    assert "御中" in page
    listed = client.get("/console/joining").content.decode()
    assert secrets_in(listed) == []


@pytest.mark.parametrize("written", ["みのり坂木工", "ミノリザカモッコウ", "みのりざかもっこう", "（有）みのり坂木工"])
def test_a_company_may_be_written_in_other_ways(client: Client, offered, written: str) -> None:
    page = invite(client, company=written)
    if not secrets_in(page):  # it is asked whether that one is meant
        chosen = re.search(r'name="chosen" value="([0-9a-f-]{36})"', page)
        assert chosen
        page = invite(client, company=written, chosen=chosen[1])

    assert secrets_in(page)
    assert the_joining().customer.tenant == "minori"
    assert len(names()) == 2


def test_without_an_address_nothing_is_mailed(client: Client, offered) -> None:
    assert "メールがないので" in invite(client)
    assert mail.outbox == []


@pytest.mark.parametrize("written", [NUMBER, "8-7001-1000-5901", "T8700110005901", "８７００１１０００５９０１"])
def test_a_company_that_is_there_is_found_by_its_number(client: Client, offered, companies, written: str) -> None:
    with across("tests"):
        Customer.objects.filter(id=companies.kobato.id).update(corporate_number=NUMBER)

    assert secrets_in(invite(client, company=written))

    assert the_joining().customer == companies.kobato


def test_a_number_that_nobody_has_yet_opens_a_company(client: Client, offered) -> None:
    page = invite(client, company=NUMBER)
    assert "この番号の会社はまだありません" in page

    page = invite(client, company=NUMBER, name="文珠橋青果", kana="もんじゅばしせいか")

    assert secrets_in(page)
    customer = the_joining().customer
    assert (customer.name, customer.name_kana, customer.corporate_number) == (
        "文珠橋青果",
        "モンジュバシセイカ",
        NUMBER,
    )


@pytest.mark.parametrize("written", ["8700110005902", "123", "0000000000000"])
def test_a_number_whose_check_digit_is_wrong_is_told(client: Client, offered, written: str) -> None:
    assert "法人番号が正しくありません" in invite(client, company=written)
    assert len(names()) == 2


def test_a_new_company_is_opened_once_its_reading_is_known(client: Client, offered) -> None:
    assert "よみを入れてください" in invite(client, company="星見町印刷")
    assert len(names()) == 2

    assert secrets_in(invite(client, company="星見町印刷", kana="ホシミチョウインサツ"))

    assert "星見町印刷" in names()


def test_a_name_in_kana_is_its_own_reading(client: Client, offered) -> None:
    assert secrets_in(invite(client, company="つゆくさスポーツ", chosen="new"))

    assert the_joining().customer.name_kana == "ツユクサスポーツ"


def test_a_bad_reading_is_told_and_opens_nothing(client: Client, offered) -> None:
    assert "全角カタカナ" in invite(client, company="星見町印刷", kana="hoshimi")
    assert len(names()) == 2


def test_likely_companies_are_asked_about_and_a_new_one_may_be_meant(client: Client, offered) -> None:
    page = invite(client, company="みのり坂木工所")
    assert "この中にありますか" in page

    page = invite(client, company="みのり坂木工所", chosen="new", kana="ミノリザカモッコウショ")

    assert secrets_in(page)
    assert len(names()) == 3


def test_a_company_that_is_invited_already_is_told(client: Client, offered) -> None:
    invite(client)

    assert "もう招いています" in invite(client)


def test_without_a_plan_nobody_is_invited(client: Client) -> None:
    assert "まだプランがありません" in client.get("/console/joining/invite").content.decode()
    assert secrets_in(invite(client)) == []


def test_sent_again_the_old_link_is_over_and_the_new_one_goes_on(client: Client, offered) -> None:
    (old,) = set(secrets_in(invite(client)))

    page = client.post(f"/console/joining/{the_joining().id}/again", {"email": "okami@minori.example"}).content.decode()

    run_jobs()
    (new,) = set(secrets_in(page))
    assert Client().get(f"/j/{old}").status_code == 404
    assert Client().get(f"/j/{new}").status_code == 200
    assert mail.outbox[-1].to == ["okami@minori.example"]


def test_a_withdrawn_invitation_can_be_given_back(client: Client, offered) -> None:
    (secret,) = set(secrets_in(invite(client)))

    page = client.post(f"/console/joining/{the_joining().id}/withdraw", follow=True).content.decode()
    assert "取り下げました" in page
    assert Client().get(f"/j/{secret}").status_code == 410
    token = re.search(r'name="withdrawn" value="([^"]+)"', page)
    assert token
    client.post("/console/joining/give-back", {"withdrawn": token[1]})

    assert Client().get(f"/j/{secret}").status_code == 200
    assert client.post("/console/joining/give-back", {"withdrawn": token[1] + "x"}).status_code == 404


def test_the_list_says_where_each_company_stands_since_when_and_what_to_do(client: Client, companies, offered) -> None:
    with reached():
        walker(companies.minori, offered=offered).to_devices(windows=2)
        hear(companies.minori, most=1, at=timezone.now())
    invited(companies.kobato, offered=offered, now=timezone.now() - STUCK_AFTER - timedelta(hours=1))

    page = client.get("/console/joining").content.decode()

    assert page.index("こばと歯科医院") < page.index("有限会社みのり坂木工")
    assert "1 / 2台" in page
    assert "つないでいる" in page
    assert "届いたか、電話で聞く" in page


def test_the_list_is_searched_and_filtered(client: Client, companies, offered) -> None:
    for company in (companies.minori, companies.kobato):
        invited(company, offered=offered, now=timezone.now())

    assert "こばと歯科医院" not in client.get("/console/joining?q=みのり").content.decode()
    assert "見つかりません" in client.get("/console/joining?step=devices").content.decode()
    assert "こばと歯科医院" in client.get("/console/joining?step=nonsense&q=%00").content.decode()


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    assert "まだ1社も招いていません" in client.get("/console/joining").content.decode()


def test_who_may_not_invite_sees_the_list_and_no_more(companies, offered) -> None:
    made = invited(companies.minori, offered=offered, now=timezone.now()).joining
    client = browser_of_staff(hayase("analyst"))

    page = client.get("/console/joining").content.decode()

    assert "有限会社みのり坂木工" in page
    assert "会社を招く" not in page
    assert client.get("/console/joining/invite").status_code == 404
    assert client.post(f"/console/joining/{made.id}/withdraw").status_code == 404


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for path in ("again", "withdraw"):
        assert client.post(f"/console/joining/{uuid4()}/{path}").status_code == 404


def test_owners_and_strangers_are_not_let_in(companies, offered) -> None:
    from otasuke.web.accounts.models import Person

    owner = browser_of(Person.objects.create(name="稲森 修", email="x@minori.example"))

    assert owner.get("/console/joining").status_code == 404
    assert Client().get("/console/joining").headers["Location"].startswith("/staff/enter")
