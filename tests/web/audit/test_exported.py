"""An export proves itself on any machine."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.audit.exported import BadExport, broken_in, write_end, write_link
from otasuke.web.audit.verify import Link

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def export(length: int = 3) -> list[bytes]:
    lines, prior = [], b""
    for number in range(1, length + 1):
        at = BEGIN + timedelta(seconds=number)
        line = f"{number} {at:%Y-%m-%dT%H:%M:%S.%fZ} - contract.signed {{}}"
        prior = hashlib.sha256(prior + line.encode()).digest()
        lines.append(write_link(Link("-", number, at, "contract.signed", line, prior)))
    return [*lines, write_end("-", number=length, digest=prior)]


def test_what_was_written_is_whole() -> None:
    assert not list(broken_in(export()))
    assert not list(broken_in([*export(), *export(2)]))


def test_a_changed_word_is_named() -> None:
    lines = export()
    lines[1] = lines[1].replace(b'"line":"2 ', b'"line":"2  ')

    assert [one.number for one in broken_in(lines)] == [2]


def test_a_file_that_was_cut_short_is_not_whole() -> None:
    assert [one.reason for one in broken_in(export()[:-1])] == ["the file ends before the chain does"]
    assert list(broken_in([]))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nothing", "is no JSON object"),
        (b"[]", "is no JSON object"),
        (b"{}", "at is no text"),
        (b'{"at":"today"}', "at: "),
        (b'{"at":"2026-11-23T09:00:00+00:00","chain":"-","number":true}', "number is no whole number"),
        (b'{"end":"-","number":1,"digest":"xyz"}', "digest is not hexadecimal"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: bytes, reason: str) -> None:
    with pytest.raises(BadExport, match=f"line 1: {reason}"):
        list(broken_in([line]))


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_any_bytes_are_read_or_refused(lines: list[bytes]) -> None:
    try:
        broken = list(broken_in(lines))
    except BadExport:
        return

    assert broken
