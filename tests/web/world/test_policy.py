from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.world.policy import Asking, comes_from_here

HERE = Asking(
    is_demo=True, is_secure=False, host="127.0.0.1", peer="127.0.0.1", headers=("Host", "User-Agent", "Cookie")
)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1"])
def test_a_browser_on_this_machine_is_let_to_the_door(host: str, peer: str) -> None:
    assert comes_from_here(replace(HERE, host=host, peer=peer))


def test_what_is_no_demo_has_no_door() -> None:
    assert not comes_from_here(replace(HERE, is_demo=False))


def test_behind_https_there_is_no_door() -> None:
    assert not comes_from_here(replace(HERE, is_secure=True))


@pytest.mark.parametrize(
    "host", ["", "otasuke.example", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "192.168.1.2"]
)
def test_a_page_elsewhere_whose_name_leads_here_has_no_door(host: str) -> None:
    assert not comes_from_here(replace(HERE, host=host))


@pytest.mark.parametrize(
    "peer", ["", "unix:", "192.168.1.2", "203.0.113.9", "fe80::1", "::ffff:203.0.113.9", "127.0.0.1, 203.0.113.9"]
)
def test_from_another_machine_there_is_no_door(peer: str) -> None:
    assert not comes_from_here(replace(HERE, peer=peer))


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-PROTO", "X-Real-Ip", "Via"]
)
def test_through_a_proxy_there_is_no_door(header: str) -> None:
    assert not comes_from_here(replace(HERE, headers=(*HERE.headers, header)))


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_asked_what_is_no_demo_has_no_door(host: str, peer: str) -> None:
    assert not comes_from_here(replace(HERE, is_demo=False, host=host, peer=peer))
    comes_from_here(replace(HERE, host=host, peer=peer))
