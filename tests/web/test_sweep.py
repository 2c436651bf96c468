"""Every address × everybody × another company's things: in, led to the door, or nothing found, as tests/addresses.py says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from addresses import ADDRESSES, IN_A_DEMO_ALONE, Address, Kind, made
from otasuke.web.accounts.policy import CUSTOMERS, Role
from stream_closing import leave
from web_cast import HALVES, LONELY, NEIGHBOUR, NOBODY, Cast, make_cast

HIDDEN = 404


@pytest.fixture(scope="module")
def whole_cast(web_connection: None) -> Iterator[Cast]:
    """Made once, and undone at the end."""
    with transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(whole_cast: Cast) -> Iterator[Cast]:
    """The cast; what a test does to it is undone."""
    with transaction.atomic():
        yield replace(whole_cast, browsers={name: again(one) for name, one in whole_cast.browsers.items()})
        transaction.set_rollback(True)


def again(browser: Client) -> Client:
    """The same browser before it went anywhere."""
    fresh = Client()
    fresh.cookies.load(browser.cookies.output(header="", sep=";"))
    return fresh


def ask(client: Client, name: str, cast: Cast) -> HttpResponse:
    """What is answered. What it did is undone, so that everybody finds the same."""
    with transaction.atomic():
        answer = _asked(client, name, cast)
        leave(answer)
        transaction.set_rollback(True)
    return answer


def _asked(client: Client, name: str, cast: Cast) -> HttpResponse:
    address = ADDRESSES[name]
    url = reverse(name, kwargs=made(address.names, cast.things))
    return client.post(url, made(address.posts, cast.things)) if address.kind is Kind.ACT else client.get(url)


def outcome(answer: HttpResponse, door: str | None) -> str:
    """In, at the door, or hidden: what a visitor meets."""
    if answer.status_code == HIDDEN:
        return "hidden"
    leads = answer.headers.get("Location", "")
    is_at_door = door is not None and (leads == door or leads.startswith(f"{door}?"))
    assert is_at_door or answer.status_code in {200, 204, 302, 400, 409, 410, 422}, answer.status_code
    return "door" if is_at_door else "in"


def designed(address: Address, visitor: str) -> str:
    """What the table promises to a visitor."""
    if address.door.leads_to is None:
        return "in"
    if address.door == IN_A_DEMO_ALONE:
        return "hidden"
    if not address.door.roles:
        return "in" if visitor in HALVES else "door"
    if visitor in {NOBODY, *HALVES}:
        return "door"
    if visitor == NEIGHBOUR:
        return "in" if address.door.lets_in(Role.OWNER) and not address.names else "hidden"
    return "in" if visitor != LONELY and address.door.lets_in(Role(visitor)) else "hidden"


@pytest.mark.parametrize("name", ADDRESSES)
def test_everybody_meets_what_the_table_says(cast: Cast, name: str) -> None:
    address = ADDRESSES[name]

    met = {
        visitor: outcome(ask(browser, name, cast), address.door.leads_to) for visitor, browser in cast.browsers.items()
    }

    assert met == {visitor: designed(address, visitor) for visitor in cast.browsers}


@pytest.mark.parametrize(
    "name", [name for name, one in ADDRESSES.items() if one.door.roles & CUSTOMERS and one.kind is not Kind.STREAM]
)
def test_nothing_of_another_company_stands_on_a_page(cast: Cast, name: str) -> None:
    shown = ask(cast.browsers[NEIGHBOUR], name, cast).content.decode(errors="replace")

    assert "みのり坂木工" not in shown
    assert str(cast.minori.id) not in shown


@pytest.mark.parametrize("name", [name for name, one in ADDRESSES.items() if one.kind is Kind.ACT])
def test_opening_the_address_of_an_act_does_nothing(cast: Cast, name: str) -> None:
    url = reverse(name, kwargs=made(ADDRESSES[name].names, cast.things))

    for role in ("owner", "manager"):
        assert cast.browsers[role].get(url).status_code == 405
