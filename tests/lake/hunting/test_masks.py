"""Columns and the evaluator of events agree about every rule."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.cast import SAKURA, event, few_columns
from lake.hunting.cast import write
from otasuke.detect.evaluate import holds
from otasuke.detect.load import load_rules
from otasuke.detect.parse.detections import joined
from otasuke.detect.rule import And, Atom, Null, Text, Wildcard
from otasuke.events import Event
from otasuke.lake.hunting.masks import rows_where
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.rows import OpenPart
from strategies import rules_with_events


@settings(max_examples=60)
@given(rules_with_events(), st.sampled_from([0, 1, 3, 2048]))
def test_a_rule_is_true_for_the_same_events(case: tuple[list[dict[str, Any]], list[Event]], most: int) -> None:
    """However few fields have columns."""
    documents, events = case
    rules = load_rules([("r.yml", yaml.safe_dump_all(documents, allow_unicode=True).encode())]).rules
    with TemporaryDirectory() as folder, few_columns(most):
        write(Path(folder), events)
        (part,) = parts_of(Path(folder), [SAKURA])
        with OpenPart(part).rows() as rows:
            stored = rows.events(rows.all.tolist())
            for rule in rules:
                expected = [at for at, one in enumerate(stored) if holds(rule.condition, one.fields)]

                assert rows_where(rule.condition, rows, rows.all).tolist() == expected


def test_a_column_is_not_read_where_nothing_is_left(tmp_path: Path) -> None:
    write(tmp_path, [event(0, Image="a", CommandLine="b")])
    (part,) = parts_of(tmp_path, [SAKURA])
    both = joined(And, [Atom("Image", Text(("z",))), Atom("CommandLine", Text(("b",)))])

    with OpenPart(part).rows() as rows:
        assert rows_where(both, rows, rows.all).tolist() == []
        assert "f.CommandLine" not in rows._columns


def test_keywords_come_last_and_look_at_every_field(tmp_path: Path) -> None:
    write(tmp_path, [event(0, A="needle"), event(1, B=("x", "Needle")), event(2, C="hay")])
    (part,) = parts_of(tmp_path, [SAKURA])
    word = Atom(None, Text((Wildcard.MANY, "needle", Wildcard.MANY)))

    with OpenPart(part).rows() as rows:
        found = rows_where(joined(And, [word, Atom("D", Null())]), rows, np.arange(3))

        assert [one.record for one in rows.events(found.tolist())] == [0, 1]
