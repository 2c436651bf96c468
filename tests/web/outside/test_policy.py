"""Which addresses may be spoken to."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.outside.policy import BadUrl, check_url, may_be_reached


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *(
            "169.254.169.254",
            "169.254.1.1",
            "fe80::1",
            "fe80::1%eth0",
            "fd00:ec2::254",
            "fc00::1",
            "224.0.0.1",
            "ff02::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *(
            "2001:0:7f00:1::",
            "168.63.129.16",
            "255.255.255.255",
            "192.0.2.1",
            "198.51.100.1",
            "2001:db8::1",
            "240.0.0.1",
        ),
    ],
)
def test_what_is_of_a_network_of_ours_is_never_told(address: str) -> None:
    assert not may_be_reached(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.0.114.1", "2606:4700::1111", "2400:4000::1", "::ffff:8.8.8.8"])
def test_what_is_everybodys_may_be_reached(address: str) -> None:
    assert may_be_reached(address)


@given(st.one_of(st.ip_addresses(v=4, network="10.0.0.0/8"), st.ip_addresses(v=4, network="169.254.0.0/16")))
def test_an_address_in_disguise_is_the_same_address(inner: IPv4Address) -> None:
    for base in ("::ffff:0:0", "64:ff9b::", "2002::"):
        shift = 80 if base == "2002::" else 0
        assert not may_be_reached(str(IPv6Address(int(IPv6Address(base)) | int(inner) << shift)))


def test_this_machine_is_told_only_where_that_is_allowed() -> None:
    assert may_be_reached("127.0.0.1", may_be_local=True)
    assert may_be_reached("::1", may_be_local=True)
    assert not may_be_reached("10.0.0.1", may_be_local=True)
    assert not may_be_reached("169.254.169.254", may_be_local=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/", "https"),
        ("ftp://hooks.example/", "https"),
        ("file:///etc/passwd", "parts"),
        ("https://", "parts"),
        ("https://user:word@hooks.example/", "parts"),
        ("https://@hooks.example/", "parts"),
        ("https://hooks.example/#part", "parts"),
        ("https://hooks.example/\r\nX: y", "signs"),
        ("https://hooks.example\\@127.0.0.1/", "signs"),
        ("https://hooks.example/ x", "signs"),
        ("https://会社.example/", "signs"),
        ("https://hooks.example:99999/", "signs"),
        ("https://[::1/", "signs"),
        ("https://hooks.example/" + "x" * 500, "signs"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("http://127.0.0.1/", "https"),
    ],
)
def test_a_url_that_cannot_be_told_says_why(url: str, reason: str) -> None:
    with pytest.raises(BadUrl, match=reason):
        check_url(url)


def test_a_url_that_can_be_told() -> None:
    assert check_url("https://hooks.example:8443/a?b=c").port == 8443
    assert check_url("http://localhost:8000/", may_be_local=True).hostname == "localhost"
    assert check_url("http://127.0.0.1:8000/", may_be_local=True).port == 8000
    with pytest.raises(BadUrl, match="https"):
        check_url("http://hooks.example/", may_be_local=True)


@given(st.text())
def test_nothing_that_is_typed_makes_it_fall_over(text: str) -> None:
    for url in (text, f"https://{text}", f"https://hooks.example/{text}"):
        with suppress(BadUrl):
            assert check_url(url).scheme == "https"
