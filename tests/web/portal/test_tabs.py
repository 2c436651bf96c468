"""The bar at the bottom."""

from __future__ import annotations

from django.test import RequestFactory

from otasuke.web.accounts.policy import Role
from otasuke.web.portal.tabs import tabs


def test_an_owner_has_five_places_and_is_at_one() -> None:
    bar = tabs(RequestFactory().get("/devices"), Role.OWNER)

    assert [one.address for one in bar] == ["/", "/messages", "/devices", "/contract", "/ask"]
    assert [one.is_here for one in bar] == [False, False, True, False, False]


def test_a_colleague_has_no_contract() -> None:
    assert "/contract" not in [one.address for one in tabs(RequestFactory().get("/"), Role.COLLEAGUE)]


def test_how_many_wait_stands_beside_the_messages_alone() -> None:
    bar = tabs(RequestFactory().get("/"), Role.OWNER, waiting=2)

    assert [one.count for one in bar] == [0, 2, 0, 0, 0]
