"""Passkeys of staff: their addresses; what keys do is in accounts/test_passkey_steps.py."""

from __future__ import annotations

import pytest
from django.test import Client

from otasuke.web.console.urls import urlpatterns

ADDRESSES = [f"/{one.pattern}" for one in urlpatterns if "passkey" in str(one.pattern)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_opening_an_address_changes_nothing(database, address: str) -> None:
    assert Client().get(address).status_code == 405


def test_the_way_in_offers_a_passkey_and_loads_its_script(database) -> None:
    text = Client().get("/staff/enter").content.decode()

    assert 'data-options="/staff/passkey/options"' in text
    assert "passkeys" in text.partition("<script")[2].partition(">")[0]
