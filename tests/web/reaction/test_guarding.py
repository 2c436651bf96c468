"""What is never blocked."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.reaction.errors import Refused
from otasuke.web.reaction.guarding import WORDS, Safe, Why, refusal, safe
from otasuke.web.reaction.lists import Entry, File, in_file, written
from otasuke.web.reaction.policy import BLOCKS
from otasuke.web.reaction.targets import parse_target

KNOWN = safe(
    {
        Why.SERVICE: ["otasuke.example", "203.0.113.200", ""],
        Why.OWN: ["minori.example", "みのり坂.jp", "198.51.100.0/28", "2400:1234::/48"],
        Why.PARTNER: ["kawabe-shoji.example"],
    }
)
NAMES = [
    "minori.example",
    "kawabe-shoji.example",
    "otasuke.example",
    "みのり坂.jp",
    "google.com",
    "office.com",
    "windowsupdate.com",
]
ADDRESSES = [
    "198.51.100.7",
    "203.0.113.200",
    "2400:1234::5",
    "8.8.8.8",
    "1.1.1.1",
    "192.168.1.1",
    "10.9.8.7",
    "127.0.0.1",
    "fe80::1",
]


def why(text: str) -> Why | None:
    return refusal(parse_target(text), KNOWN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("192.168.10.5", Why.INSIDE), ("100.64.0.1", Why.INSIDE), ("127.0.0.1", Why.INSIDE), ("fd00::1", Why.INSIDE), ("224.0.0.1", Why.INSIDE),
        ("240.0.0.1", Why.INSIDE), ("198.51.100.3", Why.OWN), ("2400:1234::9", Why.OWN), ("203.0.113.200", Why.SERVICE), ("8.8.8.8", Why.COMMON),
        ("mail.minori.example", Why.OWN), ("sub.kawabe-shoji.example", Why.PARTNER), ("otasuke.example", Why.SERVICE), ("google.com", Why.COMMON),
        ("co.jp", Why.COMMON), ("https://drive.google.com/file/x", Why.COMMON), ("http://minori.example/x", Why.OWN), ("http://10.0.0.1/x", Why.INSIDE),
        ("203.0.113.9", None), ("45.155.205.1", None), ("warui.example", None), ("warui-site.jp", None), ("http://warui.example/a", None),
        ("kawabe-shoji.example.warui.example", None),
    ],
)  # fmt: skip
def test_reasons(text: str, reason: Why | None) -> None:
    assert why(text) is reason


def test_what_is_above_something_of_its_own_is_not_blocked_either() -> None:
    known = safe({Why.OWN: ["mail.minori-mokkou.jp"]})

    assert refusal(parse_target("minori-mokkou.jp"), known) is Why.OWN
    assert refusal(parse_target("ato.minori-mokkou.jp"), known) is None


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Why)
    assert safe({Why.OWN: ["x y", "", "a@b.example"]}) == Safe({}, {})


def recased(text: str) -> st.SearchStrategy[str]:
    return st.lists(st.booleans(), min_size=len(text), max_size=len(text)).map(
        lambda ups: "".join(sign.upper() if up else sign for sign, up in zip(text, ups, strict=True))
    )


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(ord("a"), ord("z") + 1)})


def spellings(name: str) -> st.SearchStrategy[str]:
    """A name, as somebody writes it who wants it through."""
    below = st.sampled_from(["", "www.", "a.b.", "*.", "xn--l8jzb9j.", "_dmarc."]).map(lambda left: left + name)
    dots = st.sampled_from([".", "。", "．", "[.]", "(dot)", "｡"])
    widths = st.sampled_from([str, lambda text: text.translate(WIDE), lambda text: text.encode("idna").decode()])

    def spell(text: str, dot: str, width, tail: str) -> str:
        try:
            return width(text).replace(".", dot) + tail
        except UnicodeError:
            return text

    return st.builds(spell, below.flatmap(recased), dots, widths, st.sampled_from(["", ".", "..", " "]))


def numbers(text: str) -> st.SearchStrategy[str]:
    """An address in the forms that programs read."""
    address = ip_address(text)
    forms = [text, address.exploded, text.upper(), f"[{text}]", f"{text}/{address.max_prefixlen}"]
    if isinstance(address, IPv4Address):
        number, parts = int(address), text.split(".")
        high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
        forms += [
            str(number), hex(number), oct(number), ".".join(f"{int(part):03o}" for part in parts), ".".join(hex(int(part)) for part in parts),
            f"::ffff:{text}", f"::ffff:{high}:{low}", f"0:0:0:0:0:ffff:{high}:{low}", f"::{text}", f"2002:{high}:{low}::1", f"64:ff9b::{text}",
            f"{text}:443", text.replace(".", "[.]"), text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        ]  # fmt: skip
    return st.sampled_from(forms)


def pages(host: str) -> st.SearchStrategy[str]:
    """A page of a host, that looks as if it were somebody else's."""
    return st.builds(
        "{}://{}{}{}{}".format,
        st.sampled_from(["http", "https", "HTTPS", "hxxp"]),
        st.sampled_from(["", "warui.example@", "warui.example:80@", "a:b@", "warui.example%40", "warui.example\\@"]),
        st.just(f"[{host}]" if ":" in host else host),
        st.sampled_from(["", ":443", ":80"]),
        st.sampled_from(
            ["", "/", "/a", "?u=http://warui.example/", "#@warui.example/", "/..//@warui.example", "/%2e%2e/"]
        ),
    )


HOSTS = st.one_of(st.sampled_from(NAMES).flatmap(spellings), st.sampled_from(ADDRESSES).flatmap(numbers))
ANY = st.one_of(HOSTS, HOSTS.flatmap(pages))


@given(st.lists(ANY, min_size=1, max_size=4))
def test_nothing_guarded_comes_into_a_list_whatever_its_spelling(texts: list[str]) -> None:
    let_through = []
    for text in texts:
        try:
            target = parse_target(text)
        except Refused:
            continue
        if refusal(target, KNOWN) is None:
            let_through.append(Entry(BLOCKS[target.form], target.value))

    for file in (File.IP, File.DOMAIN, File.URL):
        assert written(file, in_file(let_through, file), brand="sophos", serial=1) == ""
    assert not let_through


@given(ANY)
def test_what_was_read_is_read_the_same_again(text: str) -> None:
    try:
        target = parse_target(text)
    except Refused:
        return

    assert parse_target(target.value) == target
