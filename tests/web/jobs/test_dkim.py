"""What of a mail is signed: the examples of RFC 6376, section 3.4.5."""

from __future__ import annotations

import pytest

from otasuke.web.jobs.dkim import relaxed_body, relaxed_header


@pytest.mark.parametrize(
    ("line", "kept"),
    [(b"A: X", b"a:X"), (b"B : Y\t\r\n\tZ  ", b"b:Y Z"), (b"SUBJECT:", b"subject:")],
)
def test_a_header_is_compared_without_what_ways_change(line: bytes, kept: bytes) -> None:
    assert relaxed_header(line) == kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),
        (b"", b""),
        (b"\r\n\r\n", b""),
        (b"no end", b"no end\r\n"),
    ],
)
def test_a_body_is_compared_without_what_ways_change(body: bytes, kept: bytes) -> None:
    assert relaxed_body(body) == kept
