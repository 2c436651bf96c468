"""What was fetched takes the place of a list only if it looks like the same list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from otasuke.pipeline.indicators.catalogue import ListRecord
from otasuke.pipeline.indicators.renewing import renewed
from pipeline.cast import NOW
from pipeline.indicators.server import ListServer
from pipeline.indicators.shelves import record_of

BEFORE = b"".join(b"evil-%d.com\n" % number for number in range(10))
LATER = NOW + timedelta(hours=6)


def feed(url: str, **more: object) -> ListRecord:
    return replace(record_of("feed", BEFORE), url=url, every_s=3600, is_inside=True, **more)


def test_a_newer_list_takes_the_place(server: ListServer) -> None:
    content = BEFORE + b"new.com\n"
    record = feed(server.gives("/a", content, headers={"ETag": '"2"'}), problem="was away", failures=3)

    after, data = renewed(record, now=LATER)

    assert data is not None
    assert (data.data, len(data.found.indicators)) == (content, 11)
    assert (after.count, after.etag, after.problem, after.failures) == (11, '"2"', "", 0)
    assert after.tried_at == after.fetched_at == after.counts_from == LATER
    assert after.digest != record.digest


@pytest.mark.parametrize("etag", ['"1"', '"0"'])
def test_a_list_that_has_not_changed_is_found_again(server: ListServer, etag: str) -> None:
    """Whether the server knows that it has not, or sends it once more."""
    record = feed(server.gives("/a", BEFORE, headers={"ETag": '"1"'}), etag=etag)

    after, data = renewed(record, now=LATER)
    next_day, _ = renewed(record, now=NOW + timedelta(hours=24))

    assert data is None
    assert (after.digest, after.etag, after.fetched_at) == (record.digest, '"1"', LATER)
    assert after.counts_from == NOW
    assert next_day.counts_from == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BEFORE[:40], "has 3 indicators, less than half of the 10 before"),
        (b"", "there is nothing in it"),
        (b'{"type": "bundle", "objects": []}', "has 0 indicators, less than half"),
        (b"<html><body>\nnot\nfound\n</body>\nexample.com\n", "looks like something else: 4 lines"),
        (b'{"error": 1}', "no list of indicators: it is JSON, but neither"),
        (b"\x1f\x8b\x08\x00\x00", "is no text"),
    ],
)
def test_what_does_not_look_like_the_list_is_not_used(server: ListServer, content: bytes, words: str) -> None:
    record = feed(server.gives("/a", content, headers={"ETag": '"2"'}), etag='"1"', failures=1)

    after, data = renewed(record, now=LATER)

    assert data is None
    assert words in after.problem
    assert after == replace(record, tried_at=LATER, problem=after.problem, failures=2)


def test_a_small_list_is_used_where_somebody_says_so(server: ListServer) -> None:
    record = feed(server.gives("/a", BEFORE[:40]))

    after, data = renewed(record, now=LATER, force=True)

    assert data is not None
    assert (data.data, after.count, after.problem) == (BEFORE[:40], 3, "")


def test_a_server_that_is_away_changes_nothing_but_what_is_known_of_it(server: ListServer) -> None:
    record = feed(server.url + "/gone")

    after, data = renewed(record, now=LATER)

    assert data is None
    assert after == replace(record, tried_at=LATER, problem="127.0.0.1 answers with status 404", failures=1)
