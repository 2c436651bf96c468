from __future__ import annotations

import json

import pytest

from otasuke.pipeline.gateway.http.documents import dumped, records, time_of
from otasuke.pipeline.gateway.intake import Refused


@pytest.mark.parametrize(
    ("body", "lines"),
    [(b"", []), (b"\n\n", []), (b"a\nb", [b"a", b"b"]), (b"a\r\nb\r\n", [b"a", b"b"]), (b"a\rb\n", [b"a\rb"])],
)
def test_records_are_the_lines_that_are_not_empty(body: bytes, lines: list[bytes]):
    assert records(body) == lines


@pytest.mark.parametrize("document", [{"名": "東京\n"}, 2**80, "\ud800", [{"deep": [[[1.5]]]}]])
def test_a_document_is_one_line_and_the_same_afterwards(document: object):
    line = dumped(document)

    assert b"\n" not in line
    assert json.loads(line) == document


def test_a_document_without_a_bottom_is_refused():
    document: list[object] = []
    for _ in range(100_000):
        document = [document]

    with pytest.raises(Refused, match="nested too deeply"):
        dumped(document)


@pytest.mark.parametrize(
    ("epoch_ns", "text"),
    [
        (1_700_000_000_123_456_789, "2023-11-14T22:13:20.123456789Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (0, None),
        (-1, None),
        (2**64 - 1, "2554-07-21T23:34:33.709551615Z"),
        (10**30, None),
    ],
)
def test_a_time_is_written_to_the_nanosecond(epoch_ns: int, text: str | None):
    assert time_of(epoch_ns) == text
