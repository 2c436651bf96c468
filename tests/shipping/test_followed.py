"""What is known of a log can be written down."""

from __future__ import annotations

import json

import pytest

from otasuke.shipping.followed import Followed, from_json, to_json
from otasuke.shipping.places import Place

LOG = Followed(7, "/var/log/eve.json", "/var/log/eve.json", 1, 2, 3)


def test_a_log_that_was_read_comes_back_as_it_was() -> None:
    log = LOG.read_to(5, lambda offset, size: b"line\n"[offset : offset + size], in_long_line=True)

    assert from_json(json.loads(json.dumps(to_json(log)))) == log
    assert (log.offset, log.marks.offset, log.in_long_line) == (5, 5, True)


def test_a_log_at_another_path_is_rotated() -> None:
    moved = LOG.at(Place("/var/log/eve.json.1", 8, 9, 100, 200))

    assert (moved.key, moved.is_rotated, LOG.is_rotated) == ((8, 9), True, False)
    assert moved.number == LOG.number


def test_what_was_lost_is_read_again() -> None:
    data = b"one\ntwo\n"
    log = LOG.read_to(4, lambda at, size: data[at : at + size]).read_to(8, lambda at, size: data[at : at + size])

    assert log.cut_back_to(4, lambda at, size: data[at : at + size]) == LOG.read_to(
        4, lambda at, size: data[at : at + size]
    )


@pytest.mark.parametrize(
    "change", [{"marks": None}, {"encoding": "latin-1"}, {"offset": "5"}, {"colour": 1}, {"marks": {"head": ""}}]
)
def test_what_is_no_log_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no followed log"):
        from_json(to_json(LOG) | change)
