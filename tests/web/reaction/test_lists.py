"""The lists that boxes fetch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.reaction.lists import Entry, File, digest_of, in_file, written
from otasuke.web.reaction.policy import Kind

ENTRIES = [
    Entry(Kind.BLOCK_URL, "http://warui.example/a"),
    Entry(Kind.BLOCK_IP, "203.0.113.10"),
    Entry(Kind.BLOCK_IP, "2001:db8::1"),
    Entry(Kind.BLOCK_IP, "203.0.113.9"),
    Entry(Kind.BLOCK_IP, "203.0.113.9"),
    Entry(Kind.BLOCK_DOMAIN, "warui.example"),
]


def text(file: File, brand: str) -> list[str]:
    return written(file, in_file(ENTRIES, file), brand=brand, serial=7).splitlines()


def test_addresses_stand_in_the_order_of_numbers_each_once() -> None:
    assert text(File.IP, "fortigate") == ["# otasuke ip.txt 7 (3)", "203.0.113.9", "203.0.113.10", "2001:db8::1"]


def test_sophos_reads_nothing_but_entries_and_no_ipv6() -> None:
    assert text(File.IP, "sophos") == ["203.0.113.9", "203.0.113.10"]
    assert text(File.DOMAIN, "sophos") == ["warui.example"]


@pytest.mark.parametrize(
    ("brand", "lines"),
    [
        ("fortigate", ["warui.example", "*.warui.example"]),
        ("pihole", ["||warui.example^"]),
        ("opnsense", ["warui.example"]),
    ],
)
def test_each_brand_is_told_in_its_way_that_what_is_below_is_meant_too(brand: str, lines: list[str]) -> None:
    assert text(File.DOMAIN, brand)[1:] == lines


def test_a_zone_answers_that_there_is_no_such_name() -> None:
    assert text(File.RPZ, "dns") == [
        "; otasuke",
        "$TTL 60",
        "@ IN SOA localhost. hostmaster.localhost. 7 60 60 86400 60",
        "@ IN NS localhost.",
        "warui.example IN CNAME .",
        "*.warui.example IN CNAME .",
        "32.9.113.0.203.rpz-ip IN CNAME .",
        "32.10.113.0.203.rpz-ip IN CNAME .",
        "128.1.zz.db8.2001.rpz-ip IN CNAME .",
    ]


@pytest.mark.parametrize("file", File)
def test_an_empty_list_is_a_list(file: File) -> None:
    made = written(file, [], brand="other", serial=1)

    assert made.endswith("\n")
    assert not [line for line in made.splitlines() if line and line[0] not in "#;$@"]


@given(st.permutations(ENTRIES))
def test_the_same_entries_make_the_same_list(entries: list[Entry]) -> None:
    for file in File:
        assert in_file(entries, file) == in_file(ENTRIES, file)
        assert digest_of(in_file(entries, file)) == digest_of(in_file(ENTRIES, file))
