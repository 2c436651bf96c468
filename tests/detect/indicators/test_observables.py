"""A text of a list is an address, a network, a domain, a hash or a URL, also when it was made harmless."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.indicators.observables import (
    Domain,
    FileHash,
    Ja3,
    Ja4,
    MailAddress,
    Network,
    NoObservable,
    Observable,
    Url,
    host_of,
    parse_observable,
    written,
)


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("203.0.113.5", Network(ip_network("203.0.113.5/32"))),
        ("203.0.113[.]5", Network(ip_network("203.0.113.5/32"))),
        ("203.0.113.5:8080", Network(ip_network("203.0.113.5/32"))),
        ("203.0.113.7/24", Network(ip_network("203.0.113.0/24"))),
        ("2001:DB8::1", Network(ip_network("2001:db8::1/128"))),
        ("[2001:db8::1]:443", Network(ip_network("2001:db8::1/128"))),
        ("::ffff:10.0.0.1", Network(ip_network("10.0.0.1/32"))),
        ("Evil[.]Com.", Domain("evil.com")),
        ("*.evil.com", Domain("evil.com")),
        ("evil(dot)com", Domain("evil.com")),
        ("日本語.jp", Domain("xn--wgv71a119e.jp")),
        ('"evil.com"', Domain("evil.com")),
        ("hxxps://Evil[.]com/Path/", Url("https", "evil.com/Path")),
        ("hXXp[://]evil.com", Url("http", "evil.com")),
        ("http://evil.com/a#b", Url("http", "evil.com/a")),
        ("http://日本語.jp/あ", Url("http", "xn--wgv71a119e.jp/%E3%81%82")),
        ("evil.com/a.php", Url("", "evil.com/a.php")),
        ("D41D8CD98F00B204E9800998ECF8427E", FileHash("d41d8cd98f00b204e9800998ecf8427e")),
        ("JA3:D41D8CD98F00B204E9800998ECF8427E", Ja3("d41d8cd98f00b204e9800998ecf8427e")),
        ("t13d1516h2_8daaf6152771_b186095e22b6", Ja4("t13d1516h2_8daaf6152771_b186095e22b6")),
        ("mailto:Boss[@]Evil[.]com", MailAddress("boss@evil.com")),
        ("<boss(at)mail.evil.co.jp>", MailAddress("boss@mail.evil.co.jp")),
        ("https://user@evil.com/", Url("https", "user@evil.com")),
    ],
)
def test_a_text_is_an_indicator(text: str, indicator: Observable) -> None:
    assert parse_observable(text) == indicator


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is empty"),
        ("hello", "'hello' is no address, network, domain, hash or URL"),
        ("a b.com", "no address"),
        ("10.0.0.300", "no address"),
        ("http://", "is no URL"),
        ("http://a b/", "is no URL"),
        ("0" * 128, "has 128 digits; MD5 has 32"),
        ("x" * 5000, "longer than 4096"),
        ("." * 300, "no address"),
        ("boss@evil", "no address"),
        ("@evil.com", "no address"),
    ],
)
def test_what_is_none_is_refused_with_words(text: str, words: str) -> None:
    with pytest.raises(NoObservable, match=words):
        parse_observable(text)


@given(st.text(max_size=60) | st.text("ahtxp:/[]().10%*- ", max_size=30))
def test_no_text_breaks_it_and_what_is_written_is_read_again(text: str) -> None:
    try:
        indicator = parse_observable(text)
    except NoObservable:
        return
    assert parse_observable(written(indicator)) == indicator


@pytest.mark.parametrize(
    ("rest", "host"),
    [
        ("evil.com/a@b", "evil.com"),
        ("u:p@evil.com:80?x", "evil.com"),
        ("[2001:db8::1]:80/", "2001:db8::1"),
        ("[x", "x"),
    ],
)
def test_the_host_of_a_page_stands_before_its_path_and_port(rest: str, host: str) -> None:
    assert host_of(rest) == host
