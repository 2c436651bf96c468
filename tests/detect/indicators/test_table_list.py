"""Lines and tables of indicators, with and without a heading; bad lines are named by their number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.observables import written
from otasuke.detect.indicators.table_list import read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("evil.com\n\n; comment\n203.0.113.5\n", ["evil.com", "203.0.113.5"]),
        ("id,value,comment\n1,evil.com,10.0.0.1\n2,hxxp://a[.]b.jp/x,y\n", ["evil.com", "http://a.b.jp/x"]),
        ("名前;IP;sha256\nx;203.0.113.5;\n", ["203.0.113.5"]),
        ("first_seen\tip address\n2026\t203.0.113.5\n", ["203.0.113.5"]),
        ('"2026-01-01","evil.com","malware"\n', ["evil.com"]),
        ("203.0.113.5, scanner\n", ["203.0.113.5"]),
        ("md5,sha1\nd41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef95601890afd80709\n",
         ["d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]),
    ],
)  # fmt: skip
def test_indicators_are_found_in_lines_and_cells(text: str, expected: list[str]) -> None:
    found = read_text(text)

    assert list(map(written, found.indicators)) == expected
    assert found.faults == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("evil.com\nhello\n10.0.0.256\n", ["line 2: 'hello' is no address", "line 3: '10.0.0.256' is no address"]),
        ("ip,note\n203.0.113.5,x\n,y\nz\n", ["line 3: there is no indicator in it", "line 4: 'z' is no address"]),
        ("evil.com\n" + "x" * 70_000, ["line 2: it has 70,000 characters"]),
    ],
)
def test_a_bad_line_is_named_and_the_rest_works(text: str, faults: list[str]) -> None:
    found = read_text(text)

    assert len(found.indicators) == 1
    assert [line[: len(fault)] for line, fault in zip(found.faults, faults, strict=True)] == faults


def test_a_table_says_what_it_knows_about_its_indicators() -> None:
    found = read_text(
        "value,source,confidence,valid_from,valid_until,tags,comment\n"
        'evil.com,JPCERT,High,2026-01-01,2026-12-31T00:00:00+09:00,"c2, emotet","found  by us"\n'
        "b.com,,,,,,\nc.com,,150,soon,,,\n",
        "my list",
    )

    moments = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 30, 15, tzinfo=UTC))
    assert list(found.indicators.values()) == [
        About("JPCERT", 85, *moments, ("c2", "emotet"), "found by us"),
        About("my list"),
        About("my list"),
    ]
    assert found.notes == {
        "confidences that are not understood": 1,
        "times that are not understood; those indicators count at any time": 1,
    }


def test_a_heading_may_stand_in_a_comment_and_says_what_is_a_fingerprint() -> None:
    found = read_text(
        "# our list\n# ja3_md5,Firstseen,Listingreason\nd41d8cd98f00b204e9800998ecf8427e,2026-01-01,TrickBot\n"
    )

    assert {written(one): about.note for one, about in found.indicators.items()} == {
        "ja3:d41d8cd98f00b204e9800998ecf8427e": "TrickBot"
    }


def test_of_two_lines_about_the_same_the_wider_counts() -> None:
    found = read_text("domain,expires\nevil.com,2026-01-01\nEVIL.com,2027-01-01\nevil.com,2026-06-01\n")

    assert [about.valid_until for about in found.indicators.values()] == [datetime(2027, 1, 1, tzinfo=UTC)]
