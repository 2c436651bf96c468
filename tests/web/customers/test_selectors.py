"""For which companies somebody acts."""

from __future__ import annotations

from random import Random

import pytest

from crowd import crowd, mistyped
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.selectors import _by_index, _keys, _like, member, memberships_of, search_customers
from otasuke.web.tenancy.scope import across


def test_a_person_acts_for_his_companies_alone(companies) -> None:
    inamori = Person.objects.create(name="稲森 修")
    with across("tests"):
        Membership.objects.create(customer=companies.minori, person=inamori, role="owner")

    assert [(one.customer.name, one.role) for one in memberships_of(inamori)] == [("有限会社みのり坂木工", Role.OWNER)]
    assert member(inamori, companies.minori.id)
    assert member(inamori, companies.kobato.id) is None


@pytest.mark.parametrize(
    "words",
    [
        "みのり坂", "ミノリザカ", "みのりざか", "ﾐﾉﾘｻﾞｶ", "minorizaka", "木工", "坂　木工", "有限会社みのり坂木工", "㈲みのり",
        "ミノリサカモッコウ", "ミノリザカモコウ", "みのりざかもつこう", "7000012050002", "700001", "モッコウ みのり",
    ],
)  # fmt: skip
def test_a_company_is_found_however_its_name_is_written(companies, words: str) -> None:
    with across("tests"):
        companies.minori.corporate_number = "7000012050002"
        companies.minori.save()

    assert [one.tenant for one in search_customers(words)] == ["minori"]


@pytest.mark.parametrize(
    "words", ["", "　", "・・・", "%", "_", "まったく別の会社", "みのり 歯科", "\x00", "\ud800", "x" * 9999]
)
def test_what_is_nobodys_name_finds_nobody(companies, words: str) -> None:
    assert search_customers(words) == []


def test_nine_of_ten_readings_with_a_slip_find_their_company_among_the_first_ten(database) -> None:
    names, chance = crowd(300), Random(1)
    with across("tests"):
        Customer.objects.bulk_create(
            Customer(tenant=f"c{number}", name=name, name_kana=kana) for number, (name, kana) in enumerate(names)
        )
    asked = chance.sample(names, 40)

    found = [name in [one.name for one in search_customers(mistyped(kana, chance), most=10)] for name, kana in asked]

    assert sum(found) >= 36


def test_a_single_kana_finds_those_that_have_it_and_first_those_that_begin_with_it(database) -> None:
    with across("tests"):
        Customer.objects.bulk_create(
            Customer(tenant=f"c{number}", name=name, name_kana=kana)
            for number, (name, kana) in enumerate(
                [
                    ("音羽商事", "オトワショウジ"),
                    ("みのり坂木工", "ミノリザカモッコウ"),
                    ("金子屋", "カネコヤ"),
                    ("はなだ", "ハナダ"),
                ]
            )
        )

    assert [one.name for one in search_customers("か")] == ["金子屋", "みのり坂木工"]
    assert next(one.name for one in search_customers("お")) == "音羽商事"
    assert [one.name for one in search_customers("か みのり")] == ["みのり坂木工"]


def test_the_index_serves_a_search(database) -> None:
    with across("tests"), _by_index():
        assert "customer_sought" in _like(_keys("みのり坂 木工")).explain()
