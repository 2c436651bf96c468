"""Patterns of STIX: what they compare is taken; what is not understood is named and counted."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lists import IndicatorList, read_list
from otasuke.detect.indicators.observables import written
from otasuke.detect.indicators.stix import BadPattern, comparisons_of, is_stix

MD5, SHA256 = "d41d8cd98f00b204e9800998ecf8427e", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
WIDER = "patterns that ask for more than one thing at once; each part was taken alone, so more is found than they say"


def read(*patterns: Any, **more: Any) -> IndicatorList:
    things = [
        {"type": "indicator", "id": f"indicator--{number}", "pattern": one, "pattern_type": "stix"} | more
        for number, one in enumerate(patterns)
    ]
    return read_list(orjson.dumps({"type": "bundle", "id": "bundle--1", "objects": things}))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[ipv4-addr:value = '203.0.113.5']", ["203.0.113.5"]),
        ("[ipv4-addr:value='203.0.113.0/24']", ["203.0.113.0/24"]),
        ("[ipv4-addr:value ISSUBSET '203.0.113.0/24']", ["203.0.113.0/24"]),
        ("[ipv6-addr:value = '2001:db8::1']", ["2001:db8::1"]),
        ("[domain-name:value IN ('evil.com', 'b.example')]", ["evil.com", "b.example"]),
        ("[url:value = 'http://evil.com/it\\'s']", []),
        ("[url:value = 'http://evil.com/a'] OR [domain-name:value = 'evil.com']", ["http://evil.com/a", "evil.com"]),
        (f"[file:hashes.'SHA-256' = '{SHA256}' OR file:hashes.MD5 = '{MD5}']", [SHA256, MD5]),
        (f"[file:hashes.MD5 = '{MD5}' AND file:hashes.\"SHA-256\" = '{SHA256}']", [MD5, SHA256]),
        ("[network-traffic:dst_ref.value = '203.0.113.5']", ["203.0.113.5"]),
        ("([domain-name:value = 'evil.com'])", ["evil.com"]),
    ],
)  # fmt: skip
def test_a_pattern_says_what_to_look_for(pattern: str, expected: list[str]) -> None:
    found = read(pattern)

    assert list(map(written, found.indicators)) == expected
    assert found.notes == {}


@pytest.mark.parametrize(
    ("pattern", "taken", "note"),
    [
        ("[domain-name:value LIKE 'evil%']", [], "comparisons of 'domain-name:value' with LIKE"),
        ("[domain-name:value NOT = 'evil.com']", [], "comparisons of 'domain-name:value' with NOT ="),
        ("[domain-name:value != 'evil.com']", [], "comparisons of 'domain-name:value' with !="),
        ("[file:name = 'x.exe']", [], "comparisons of 'file:name' with ="),
        ("[process:pid > 5 OR domain-name:value = 'evil.com']", ["evil.com"], "comparisons of 'process:pid' with >"),
        ("[domain-name:value = 'evil.com' AND ipv4-addr:value = '203.0.113.5']", ["evil.com", "203.0.113.5"], WIDER),
        (
            "[domain-name:value = 'evil.com'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.5'] WITHIN 300 SECONDS",
            ["evil.com", "203.0.113.5"],
            WIDER,
        ),
        ("[domain-name:value = 'evil.com'] REPEATS 5 TIMES", ["evil.com"], WIDER),
    ],
)
def test_what_is_not_understood_is_named(pattern: str, taken: list[str], note: str) -> None:
    found = read(pattern)

    assert list(map(written, found.indicators)) == taken
    assert note in found.notes
    assert found.faults == []


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("[domain-name:value = ", "its pattern ends in the middle of a comparison"),
        ("[domain-name:value IN ('a.com', 'b.com'", "its pattern ends in the middle of a comparison"),
        ("nonsense ~", "its pattern cannot be read from"),
        ("[domain-name:value = 'never ends]", "its pattern cannot be read from"),
        ("[domain-name:value = 'no domain']", "'no domain' is no address"),
        ("= 'x'", "out of place"),
        (None, "it has no pattern"),
        (5, "it has no pattern"),
        ("[" * 2_000_000, "a very long one"),
    ],
)
def test_a_broken_pattern_is_a_fault_with_its_place(pattern: Any, fault: str) -> None:
    found = read(pattern, "[domain-name:value = 'evil.com']")

    assert list(map(written, found.indicators)) == ["evil.com"]
    assert found.fault_count == 1
    assert found.faults[0].startswith("object 1 (indicator--0): ")
    assert fault in found.faults[0]


def test_other_objects_and_revoked_ones_are_counted() -> None:
    things = [
        {"type": "indicator", "id": "indicator--1", "pattern": "[domain-name:value = 'evil.com']", "revoked": True},
        {"type": "indicator", "id": "indicator--2", "pattern": "rule x {}", "pattern_type": "yara"},
        {"type": "malware", "id": "malware--1"},
        None,
    ]

    found = read_list(orjson.dumps({"type": "bundle", "id": "bundle--1", "objects": things}))

    assert not found.indicators
    assert found.notes == {
        "indicators that were revoked": 1,
        "indicators with a pattern of 'yara'": 1,
        "objects of the type 'malware', which are no indicators": 1,
        "objects of the type 'None', which are no indicators": 1,
    }


def test_a_single_indicator_and_a_list_are_stix_and_other_json_is_not() -> None:
    assert is_stix({"type": "indicator", "id": "indicator--1"})
    assert is_stix([{"type": "malware", "id": "malware--1"}])
    assert not is_stix([])
    assert not is_stix({"Event": {}})


@given(st.text("[]()='\\ ORANDINdomain-name:value.,t0 \n", max_size=60))
def test_no_pattern_breaks_the_reader(pattern: str) -> None:
    with suppress(BadPattern):
        assert all(one.path for one in comparisons_of(pattern, Counter()))


def test_an_indicator_says_how_long_it_counts_and_how_sure_it_is() -> None:
    found = read(
        "[email-addr:value = 'boss@evil.com']",
        confidence=85,
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2026-02-01T00:00:00Z",
        indicator_types=["malicious-activity", 5],
        labels="odd",
        name="Emotet",
    )

    moments = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert list(found.indicators.values()) == [About("", 85, *moments, ("malicious-activity",), "Emotet")]
