"""What is learnt, from how much, and what is forgotten."""

from __future__ import annotations

import orjson
import pytest

from compiled import kernel
from otasuke.detect.kernel import record_layout as layout
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.pipeline.records.learning import Learner

FLAT = {"EventID": 4688, "Channel": "Security", "Hostname": "PC"}
EVE = {"timestamp": "2026-11-23T05:35:12Z", "event_type": "dns"}


def learner() -> Learner:
    return Learner(kernel(), JSON_SOURCES)


def looks_of(one: Learner, *records: object) -> list[int]:
    lines = one.read([b"\n".join(orjson.dumps(record) for record in records)])
    return [int(look) for look in lines[:, layout.RECORD_LOOK]]


def test_records_that_are_the_same_but_for_their_content_have_one_look() -> None:
    one = learner()

    first, second, third = looks_of(one, FLAT, FLAT | {"Hostname": "x"}, FLAT | {"EventID": 4624})

    assert first == second != third
    assert [one.looks[look].source.name for look in (first, third)] == ["windows.flat"] * 2


def test_what_a_value_says_of_the_source_is_heeded_when_it_changes() -> None:
    one = learner()
    looks = looks_of(
        one, EVE, {"timestamp": "x", "event_type": 5}, EVE | {"category": "x"}, EVE | {"category": "AuditLogs"}
    )

    names = [one.looks[look].source.name if look >= 0 else None for look in looks]

    assert names == ["network.suricata", "generic.ndjson", "network.suricata", None]


def test_what_depends_on_the_content_of_a_list_is_left() -> None:
    record = {"host": {"os": {"a": 1}}, "process": {}, "event": {"category": ["x"]}}

    assert looks_of(learner(), record, record) == [layout.LEFT] * 2


def test_a_value_that_is_always_another_is_not_learnt_for_ever_and_what_is_known_stays() -> None:
    one = learner()
    for number in range(300):
        looks_of(one, FLAT | {"EventID": number})
        one._credit = 256.0

    assert looks_of(one, FLAT | {"EventID": 5000}) == [layout.LEFT]
    assert looks_of(one, FLAT | {"EventID": 7})[0] >= 0


def test_who_has_seen_enough_learns_again_when_more_has_come() -> None:
    one = learner()
    one._credit = 0

    assert looks_of(one, *[EVE] * 100) == [layout.UNKNOWN] * 100
    assert max(looks_of(one, *[EVE] * 200)) >= 0


def test_what_is_known_stays_known_while_the_tables_are_full_and_then_all_is_met_anew() -> None:
    one = learner()
    looks_of(one, FLAT)
    one._is_full = True

    assert min(looks_of(one, FLAT)) >= 0
    assert looks_of(one, EVE) == [layout.UNKNOWN]

    one._lines = 1 << 20

    assert min(looks_of(one, EVE, FLAT)) >= 0
    assert len(one.looks) == 2


@pytest.mark.parametrize(
    "line",
    [
        b'{"EventID":1,"Channel":"Security","Hostname":"PC","EventID":4688}',
        b'{"EventID":1,"Channel":"Security","Hostname":"PC","\\u0045ventID":4688}',
        b'{"EventID":1,"EventID":4688,"Channel":"Security","Hostname":"PC"}',
        b'{"\\u0045ventID":4688,"Channel":"Security","Hostname":"PC"}',
    ],
)
@pytest.mark.parametrize("comes_first", [True, False])
def test_a_line_that_python_reads_in_another_way_teaches_nothing_of_others(line: bytes, comes_first: bool) -> None:
    one = learner()
    flat = orjson.dumps(FLAT | {"EventID": 4624})

    lines = one.read([b"\n".join([line, flat] if comes_first else [flat, line])])
    others = looks_of(one, FLAT, FLAT | {"EventID": 4624}, FLAT | {"EventID": 1})

    assert lines[0 if comes_first else 1, layout.RECORD_LOOK] == layout.LEFT
    assert [orjson.loads(one.looks[look].logsources)[0][1] for look in others] == ["process_creation", None, None]


def test_a_source_has_not_more_fields_than_columns_can_bear() -> None:
    one = learner()
    wide = [FLAT | {f"{number}-{key}": 1 for key in range(250)} for number in range(40)]

    looks = looks_of(one, FLAT, *wide)

    assert len({name for look in one.looks for name in look.fields}) <= 4096
    assert looks[0] >= 0 > min(looks)
