"""Values of columns: folded where that is plain, and left to the events of their rows where it is not."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for
from detect.rules import event, rule
from otasuke.detect.engine.columns import LOGSOURCES

RULES = [
    rule("s:\n  f|contains: needle\ncondition: s"),
    rule("s:\n  f: null\ncondition: s"),
    rule("s:\n  f|fieldref|endswith: g\ncondition: s"),
    rule("s:\n  f|fieldref|cased: g\ncondition: s"),
    rule("s:\n  - mimikatz\ncondition: s"),
    rule("s:\n  f|re: 'n[0-9]+e'\ncondition: s"),
]
TEXT = (
    st.none()
    | st.text('nedlE1é日İȺ\0\n"\\', max_size=6)
    | st.sampled_from(("needle", "NEEDLE", "mimikatz", "n12e", ""))
)

EXAMPLES = [
    rule("s:\n  A|contains: evil\ncondition: s"),
    rule("s:\n  A|fieldref: B\ncondition: s"),
    rule("keywords:\n  - anywhere-at-all\ncondition: keywords"),
    rule("s:\n  A|re: '^e.il$'\ncondition: s"),
]


def found(values: Sequence[tuple[str | None, str | None]], *, as_dictionary: bool) -> list[list[int]]:
    kind = pa.dictionary(pa.int32(), pa.string()) if as_dictionary else pa.string()
    columns = {
        "f": pa.array([f for f, _ in values], type=pa.string()).cast(kind),
        "g": pa.array([g for _, g in values], type=pa.string()).cast(kind),
        LOGSOURCES: pa.array(['[["windows",null,null]]'] * len(values)),
    }
    return engine_for(RULES).match_columns(pa.RecordBatch.from_pydict(columns)).pairs.tolist()


@pytest.mark.parametrize("as_dictionary", [False, True])
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_rows_match_like_their_events(as_dictionary: bool, values: list[tuple[str | None, str | None]]) -> None:
    rows = [{name: value for name, value in zip("fg", row, strict=True) if value is not None} for row in values]

    assert (
        found(values, as_dictionary=as_dictionary)
        == engine_for(RULES).match_events(list(map(event, rows))).pairs.tolist()
    )


@pytest.mark.parametrize("length", [1, 31, 63, 64, 65, 200, 5000])
def test_values_of_any_length_are_folded_whole(length: int) -> None:
    assert found([("N" * length + "EEDLE", None), ("É" * length + "needle", "x")], as_dictionary=False) == [
        [0, 0],
        [1, 0],
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

    assert engine_for(EXAMPLES).match_columns(batch).pairs[:, 1].tolist() == expected
