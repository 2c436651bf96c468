"""What never becomes an indicator: names and addresses of everybody, and the customer's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from otasuke.detect.indicators.guard import Allowed, BadGuard, Guard, own, read_allowed
from otasuke.detect.indicators.observables import parse_observable

FILE = Path(__file__).parents[3] / "rules" / "indicators" / "allowed.toml"
GUARD = Guard([*read_allowed(FILE.read_bytes()), own(["sakura-shokai.co.jp", "93.184.216.0/24"])])

WHOLE = "[[allowed]]\nwhat = 'a'\nreason = 'b'\nsource = 'c'\nchecked = 2026-01-01\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8.8.8.8", "public resolvers"),
        ("8.8.8.0/24", "public resolvers"),
        ("192.168.1.5", "addresses that are nobody's on the internet"),
        ("203.0.113.5", "addresses that are nobody's on the internet"),
        ("fe80::1", "addresses that are nobody's on the internet"),
        ("104.16.1.1", "content delivery"),
        ("0.0.0.0/0", "networks wider than /10"),
        ("::/0", "networks wider than /24"),
        ("dl.delivery.mp.microsoft.com", "updates, certificates and checks for a connection"),
        ("google.com", "large services"),
        ("jp.net", "names under which others register theirs"),
        ("co.jp", "names under which others register theirs"),
        ("github.io", "large services"),
        ("settings-win.data.microsoft.com", "large services"),
        ("outlook.office.com", "large services"),
        ("52.98.1.1", "mail and sign-in of Microsoft, Google and Apple"),
        ("23.55.1.1", "content delivery"),
        ("167.82.1.1", "content delivery"),
        ("bit.ly", "shortened addresses"),
        ("hateblo.jp", "names under which others register theirs"),
        ("aichi.jp", "names under which others register theirs"),
        ("https://www.google.com/", "large services"),
        ("http://192.168.1.1/x", "addresses that are nobody's on the internet"),
        ("sakura-shokai.co.jp", "the customer's own"),
        ("mail.sakura-shokai.co.jp", "the customer's own"),
        ("https://www.sakura-shokai.co.jp/x", "the customer's own"),
        ("keiri@sakura-shokai.co.jp", "the customer's own"),
        ("93.184.216.34", "the customer's own"),
        ("d41d8cd98f00b204e9800998ecf8427e", "files that are everywhere"),
        ("0" * 64, "a hash of one digit"),
    ],
)
def test_what_is_refused_has_a_reason(text: str, reason: str) -> None:
    assert GUARD.reason(parse_observable(text)) == reason


@pytest.mark.parametrize(
    "text",
    [
        "evil.co.jp", "evil.github.io", "evil.hateblo.jp", "evil.onmicrosoft.com", "https://bit.ly/evil", "172.233.1.1", "d111.cloudfront.net", "https://drive.google.com/uc?id=1", "93.184.215.14", "185.220.101.0/24", "2a0b:f4c2::1",
        "boss@gmail.com", "5d41402abc4b2a76b9719d911017c592", "notsakura-shokai.co.jp", "http://evil.com/", "http://a_b/x", "t13d1516h2_8daaf6152771_b186095e22b6",
    ],
)  # fmt: skip
def test_what_may_be_an_indicator_passes(text: str) -> None:
    assert GUARD.reason(parse_observable(text)) is None


def test_every_entry_of_the_file_is_refused() -> None:
    for one in read_allowed(FILE.read_bytes()):
        for text in (*one.names, *one.hosts, *one.hashes):
            if "." in text or text in one.hashes:
                assert GUARD.reason(parse_observable(text)), text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\xff", "it is no TOML"),
        ("x = 1", "something else than"),
        ("[[allowed]]\nreason = 'x'", "table 1 has no `what`"),
        ("[[allowed]]\nwhat = 'a'\nreason = 'b'", "a: it needs reason, source (where to look it up) and checked"),
        (WHOLE.replace("2026-01-01", "'2026'"), "a: it needs reason, source"),
        (WHOLE.replace("'c'", "' '"), "a: it needs reason, source"),
        (WHOLE + "name = []", "a: it has name; known are"),
        (WHOLE + "names = [1]", "a: names is no list of texts"),
        (WHOLE + "addresses = ['x.com']", "a: x.com is no address"),
        (WHOLE + "addresses = ['!']", "a: '!' is no address"),
    ],
)
def test_a_bad_file_is_refused_with_words(text: str, words: str) -> None:
    with pytest.raises(BadGuard, match=re.escape(words)):
        read_allowed(text.encode("latin-1"))


def test_own_things_are_domains_and_addresses() -> None:
    with pytest.raises(BadGuard, match=r"keiri@a\.jp is no domain"):
        own(["keiri@a.jp"])


def test_a_guard_of_nothing_still_refuses_what_can_be_nothing_else_than_a_mistake() -> None:
    assert Guard().reason(parse_observable("0.0.0.0/1")) == "networks wider than /10"
    assert Guard().reason(parse_observable("evil.com")) is None
    assert Guard([Allowed("x", hosts=("a.example.com",))]).reason(parse_observable("b.a.example.com")) is None
