"""Which companies a list shows, and in which order."""

from __future__ import annotations

import pytest

from contract_cast import running_contract
from otasuke.web.accounts.models import Person
from otasuke.web.console.company_list import (
    SHOWN_AT_FIRST,
    Wanted,
    companies_of,
    labels_in_use,
    page_of,
    states_of,
    wanted,
)
from otasuke.web.customers.many import handle_many
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Handling
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def me(companies) -> Person:
    """Somebody who looks after みのり坂木工, which has a contract; there are こばと歯科医院 and 東和精機 besides."""
    person = Person.objects.create(name="早瀬 遥")
    with across("tests"):
        Customer.objects.create(
            tenant="towa", name="東和精機", name_kana="トウワセイキ", prefecture="27", industry="E09", employees=38
        )
    handle_many({companies.minori.id: Handling(person.id, ("更新月",))}, actor=person)
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
    return person


def tenants(wish: Wanted, me: Person) -> list[str]:
    with across("tests"):
        return [one.tenant for one in page_of(wish, None, me=me.id)]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wanted(), ["kobato", "towa", "minori"]),
        (Wanted(assigned="me"), ["minori"]),
        (Wanted(assigned="nobody"), ["kobato", "towa"]),
        (Wanted(assigned="x"), []),
        (Wanted(label="更新月"), ["minori"]),
        (Wanted(prefecture="27"), ["towa"]),
        (Wanted(industry="E"), ["towa"]),
        (Wanted(contract="running"), ["minori"]),
        (Wanted(contract="none"), ["kobato", "towa"]),
        (Wanted(contract="before"), []),
        (Wanted(q="とうわ"), ["towa"]),
        (Wanted(q="とうわ", assigned="me"), []),
        (Wanted(sort="-kana"), ["minori", "towa", "kobato"]),
        (Wanted(sort="-employees"), ["towa", "kobato", "minori"]),
    ],
)
def test_the_list_shows_what_is_wanted(me: Person, wish: Wanted, found: list[str]) -> None:
    assert tenants(wish, me) == found


def test_one_of_the_staff_is_named_by_his_id(me: Person) -> None:
    assert tenants(Wanted(assigned=str(me.id)), me) == ["minori"]


def test_what_an_address_cannot_mean_is_left_out() -> None:
    assert wanted({"sort": "password", "contract": "x", "q": " \0a "}, ["x"]) == Wanted(q="a")


def test_an_address_says_what_is_wanted_and_nothing_else() -> None:
    wish = wanted({"q": "東和", "sort": "-made"}, ["made", "labels"])

    assert wish.query == "q=%E6%9D%B1%E5%92%8C&sort=-made&column=labels&column=made"
    assert Wanted().query == ""
    assert Wanted(columns=SHOWN_AT_FIRST, sort="kana").is_all


def test_the_same_order_again_turns_it_round() -> None:
    assert Wanted().sorted_by("kana").sorted_by("kana").sort == "-kana"


def test_states_and_labels_are_those_of_the_companies(me: Person, companies) -> None:
    with across("tests"):
        assert states_of(list(companies_of(Wanted(), me=me.id))) == {companies.minori.id: "running"}
        assert labels_in_use() == ["更新月"]
