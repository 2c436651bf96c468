"""Rows of columns match like the events they stand for."""

from __future__ import annotations

import pyarrow as pa
import pytest

from compiled import engine_for
from detect.rules import rule

RULES = [
    rule("s:\n  A|contains: evil\ncondition: s"),
    rule("s:\n  A|fieldref: B\ncondition: s"),
    rule("keywords:\n  - anywhere-at-all\ncondition: keywords"),
    rule("s:\n  A|re: '^e.il$'\ncondition: s"),
]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"A": "EVIL deed", "B": None}, [0]),
        ({"A": "Ärger", "B": "äRGER"}, [1]),
        ({"A": "İx", "B": "İx"}, [1]),
        ({"A": None, "B": None}, []),
        ({"A": None, "B": "it is Anywhere-At-All."}, [2]),
        ({"A": "e1il", "B": "x"}, [3]),
    ],
)
def test_a_row_matches_like_its_event(row: dict[str, str | None], expected: list[int]) -> None:
    columns = {name: pa.array([value], pa.string()) for name, value in row.items()}
    batch = pa.RecordBatch.from_pydict({**columns, "logsources": pa.array(['[["windows",null,null]]'])})

    assert engine_for(RULES).match_columns(batch).pairs[:, 1].tolist() == expected
