from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.learn.coded import Coded, coded, everywhere, first_of, nothing

TEXTS = st.lists(st.none() | st.sampled_from(["", "a", "b", "ä", "b\0", "long text"]), max_size=12)


def column(texts: list[str | None]) -> Coded:
    """Texts as they come in several batches."""
    return coded(pa.chunked_array([texts[:3], texts[3:]], pa.string()))


@given(TEXTS)
def test_a_column_has_the_same_texts_as_before(texts: list[str | None]) -> None:
    found = column(texts)

    assert found.listed() == texts
    assert found.array().cast(pa.string()).to_pylist() == texts
    assert found.is_there.tolist() == [text is not None for text in texts]
    assert len(found.values) == len({*texts} - {None})


@given(TEXTS, TEXTS)
def test_columns_may_be_dictionaries_with_different_values(one: list[str | None], other: list[str | None]) -> None:
    parts = [pa.array(texts, pa.string()).dictionary_encode() for texts in (one, other)]

    assert coded(pa.chunked_array(parts)).listed() == one + other


@given(TEXTS)
def test_a_test_is_asked_once_for_each_text(texts: list[str | None]) -> None:
    asked = []

    found = column(texts).where(lambda text: bool(asked.append(text)) or text > "a")

    assert found.tolist() == [text is not None and text > "a" for text in texts]
    assert sorted(asked) == sorted({text for text in texts if text is not None})


@given(TEXTS, st.data())
def test_of_few_rows_only_their_texts_are_asked(texts: list[str | None], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    wanted = [text for text, is_kept in zip(texts, kept, strict=True) if is_kept]

    found = column(texts).picked(coded(pa.array(kept)).where(bool))

    assert found.listed() == wanted
    assert len(found.values) <= max(len(wanted), 1)


@given(TEXTS)
def test_ranks_are_the_order_of_texts_and_nothing_is_last(texts: list[str | None]) -> None:
    found = column(texts)
    order = sorted(range(len(texts)), key=lambda at: found.ranks[at])

    assert [texts[at] for at in order] == sorted(texts, key=lambda text: (text is None, (text or "").encode()))


@given(st.lists(st.tuples(*[st.none() | st.sampled_from("ab")] * 3), max_size=8))
def test_the_first_that_is_there_counts(rows: list[tuple[str | None, ...]]) -> None:
    parts = [column([row[at] for row in rows]) for at in range(3)]

    found = first_of(*parts)

    assert found.listed() == [next((text for text in row if text is not None), None) for row in rows]
    assert found.values.to_pylist() == pc.unique(found.values).to_pylist()


def test_texts_may_become_the_same_or_nothing() -> None:
    upper = column(["a", "A", None, "b"]).changed(pc.utf8_upper)

    assert upper.listed() == ["A", "A", None, "B"]
    assert upper.values.to_pylist() == ["A", "B"]
    assert upper.changed(lambda texts: pc.if_else(pc.equal(texts, "A"), None, texts)).listed() == [
        None,
        None,
        None,
        "B",
    ]


def test_rows_may_be_left_without_a_text() -> None:
    found = column(["a", "b"])

    assert found.only(found.where("a".__eq__)).listed() == ["a", None]
    assert nothing(2).listed() == [None, None]
    assert everywhere("x", 2).listed() == ["x", "x"]


@pytest.mark.parametrize("texts", [["1", "x", None], []])
def test_numbers_are_those_texts_that_look_like_them(texts: list[str | None]) -> None:
    assert column(texts).numbers("^[0-9]+$").to_pylist() == [1, None, None][: len(texts)]


def test_numbers_are_coded_as_well() -> None:
    assert coded(pa.array([443, None, 80, 443])).listed() == [443, None, 80, 443]
