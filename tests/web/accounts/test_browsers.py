"""From where somebody comes."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from otasuke.web.accounts.browsers import address_of, browser_of


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "-"),
        ("nonsense/1", "-"),
    ],
)
def test_an_address_is_one_or_its_network(peer: str, address: str) -> None:
    assert address_of(RequestFactory(REMOTE_ADDR=peer).get("/")) == address


def test_behind_a_proxy_only_what_the_proxy_added_counts() -> None:
    request = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9, 192.0.2.7").get("/")

    assert address_of(request) == "127.0.0.1"
    with override_settings(IS_SECURE=True):
        assert address_of(request) == "192.0.2.7"


def test_a_browser_may_say_nothing() -> None:
    assert browser_of(RequestFactory().get("/")) == ""
