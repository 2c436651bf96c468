"""Tokens become columns, without what JSON puts around and into them."""

from __future__ import annotations

import json
from functools import cache

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from compiled import kernel
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.records.reader import RecordReader
from pipeline.cast import parcel


@cache
def reader() -> RecordReader:
    return RecordReader(kernel(), JSON_SOURCES, JST)


def columns_of(*records: dict[str, object], ascii: bool = True) -> pa.RecordBatch:
    lines = [json.dumps({"EventID": 1, "Channel": "x"} | record, ensure_ascii=ascii).encode() for record in records]
    reader()._learner._credit = 256.0
    (found,) = reader().read([parcel(*lines)]).found
    found.columns.validate(full=True)
    return found.columns


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text('\\"\n日x', max_size=200)


@given(st.lists(_texts, min_size=1, max_size=100), st.booleans())
def test_any_text_stands_in_its_column(texts: list[str], ascii: bool) -> None:
    columns = columns_of(*({"text": text} for text in texts), ascii=ascii)

    assert columns.column("f.text").to_pylist() == texts


@given(st.lists(st.lists(_texts, min_size=1, max_size=5), min_size=1, max_size=70))
def test_any_list_stands_in_its_column(lists: list[list[str]]) -> None:
    columns = columns_of(*({"texts": texts} for texts in lists), *({"other": "x"} for _ in lists))

    assert columns.column("f.texts").to_pylist() == [*lists, *[None] * len(lists)]
    assert columns.column("f.other").to_pylist() == [*[None] * len(lists), *["x"] * len(lists)]


def test_what_stands_in_several_objects_of_a_list_is_a_list() -> None:
    columns = columns_of({"a": [{"b": "1", "c": ["x", 2]}, {"b": True, "c": "y"}]}, {"a": {"b": "one"}})

    assert columns.column("f.a.b").to_pylist() == [["1", "true"], ["one"]]
    assert columns.column("f.a.c").to_pylist() == [["x", "2", "y"], None]


def test_the_first_text_of_several_names_the_sensor_and_the_number_counts_if_it_is_one() -> None:
    columns = columns_of(
        {"Computer": "pc1", "RecordNumber": 7}, {"Computer": ""}, {"RecordNumber": "\u00317"}, {"RecordNumber": "x"}
    )

    assert columns.column("sensor").to_pylist() == ["pc1", "office-pc", "office-pc", "office-pc"]
    assert columns.column("record").to_pylist() == [7, 1, 17, 3]
