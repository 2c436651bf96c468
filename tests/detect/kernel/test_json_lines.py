"""Plain JSON is read natively; everything else is left to the normaliser, and matches all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from compiled import engine_for
from detect.rules import rule
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.windows import flat

RULE = rule("selection:\n  CommandLine|contains: evil\ncondition: selection")
HEAD = b'"Channel":"Security","EventID":4688,'


def read(line: bytes) -> Event | None:
    try:
        return flat.SOURCE.to_event(orjson.loads(line), Context(datetime(2026, 1, 1, tzinfo=UTC)), 0)
    except orjson.JSONDecodeError:
        return None


def outcome(line: bytes) -> tuple[bool, bool]:
    """Whether the rule matched, and whether the kernel left the line to Python."""
    engine = engine_for([RULE])
    hits = engine.match_lines(flat.SHAPE, line + b"\n", read)
    return len(hits.pairs) > 0, engine.statistics.odd_lines > 0


@pytest.mark.parametrize(
    "members",
    [
        b'"CommandLine":"an evil thing"',
        b'"x":[1,[2,{"y":[]}],"]"],"CommandLine":"EVIL"',
        b'"x":{"CommandLine":"no"},"CommandLine":"evil"',
        b'"CommandLine":["good","evil"]',
        b'"CommandLine":"\\u0065vil","n":-1.5e3,"t":true,"z":null',
        b'"CommandLine":"\\\\\\\\evil\\""',
        '"CommandLine":"悪い evil 山田"'.encode(),
        b'"CommandLine" : "evil" , "x" : { } ',
    ],
)
def test_valid_json_is_read_natively(members: bytes) -> None:
    assert outcome(b"{" + HEAD + members + b"}") == (True, False)


@pytest.mark.parametrize(
    "members",
    [
        b'"CommandLine":"good","CommandLine":"evil"',
        b'"Command\\u004cine":"evil"',
        b'\t"x":1,\t"CommandLine":"evil"',
    ],
)
def test_what_is_valid_but_unusual_is_left_to_python(members: bytes) -> None:
    assert outcome(b"{" + HEAD + members + b"}") == (True, True)


@pytest.mark.parametrize(
    "line",
    [
        b"{" + HEAD + b'"CommandLine":"evil"',
        b"{" + HEAD + b'"CommandLine":"evil",}',
        b"{" + HEAD + b'"CommandLine":"evil\\x"}',
        b"{" + HEAD + b'"CommandLine":"evil\xff"}',
        b"{" + HEAD + b'"CommandLine":"evil","n":01}',
        b"{" + HEAD + b'"CommandLine":"evil"}}',
    ],
)
def test_broken_json_is_never_decided_natively(line: bytes) -> None:
    assert outcome(line) == (False, True)
