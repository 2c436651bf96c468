"""The entry points: lines are found, questions asked, and work is taken up where a table ran full."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from compiled import engine_for
from detect.rules import rule
from otasuke.detect.engine.workspace import Sizes
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.windows import flat

RULES = [rule("s:\n  A|contains: evil\ncondition: s"), rule("s:\n  A|re: 'e.il'\ncondition: s")]


def read(line: bytes) -> Event | None:
    return flat.SOURCE.to_event(orjson.loads(line), Context(datetime(2026, 1, 1, tzinfo=UTC)), 0)


LINE = b'{"Channel":"Security","EventID":%d,"A":"evil %d"}'


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n \n"])
def test_blank_lines_and_line_ends_are_no_events(end: bytes) -> None:
    hits = engine_for(RULES).match_lines(flat.FLAT, end.join(LINE % (1, k) for k in range(3)) + end, read)

    assert len(hits.spans) == 3
    assert hits.pairs.tolist() == [[line, rule] for line in range(3) for rule in range(2)]


def test_tables_that_run_full_only_cost_time() -> None:
    data = b"\n".join(LINE % (k % 7, k) for k in range(200))

    full = engine_for(RULES, sizes=Sizes(hits=2, asks=4, sets=2, classes=2, class_keys=2)).match_lines(
        flat.FLAT, data, read
    )

    assert full.pairs.tolist() == [[line, rule] for line in range(200) for rule in range(2)]


def test_a_new_kind_of_event_is_asked_for_once() -> None:
    engine = engine_for(RULES[:1])

    engine.match_lines(flat.FLAT, b"\n".join(LINE % (1, k) for k in range(50)), read)
    asked = engine.statistics.answers
    engine.match_lines(flat.FLAT, b"\n".join(LINE % (1, k) for k in range(50)), read)

    assert engine.statistics.answers == asked
