"""From where somebody comes."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from otasuke.web.accounts.browsers import address_of, browser_of, named_browser


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


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit Version/19.0 Mobile Safari/604.1",
            "Safari・iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit Chrome/150.0 Safari/537.36 Edg/150.0", "Edge・Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit Chrome/150.0 Mobile Safari/537.36", "Chrome・Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(told: str, name: str) -> None:
    assert named_browser(told) == name
