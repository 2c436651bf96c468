"""The kernel's tables for a batch of lines."""

from __future__ import annotations

import numpy as np

from compiled import kernel
from detect.kernel.reading import LINE, learner
from otasuke.pipeline.records.batch import Batch, Tables


def test_lines_that_follow_each_other_and_others_come_with_newlines_between_them() -> None:
    batch = Batch(kernel())
    batch.load([b"a\nb\nc", b"d", b"e\nf"])

    assert batch.lines_of(np.array([0, 1, 3, 5])) == b"a\nb\nd\nf"
    assert batch.lines_of(np.arange(6)) == b"a\nb\nc\nd\ne\nf"


def test_a_smaller_batch_leaves_nothing_of_the_one_before() -> None:
    batch = Batch(kernel())
    batch.load([b"x" * 100 + b"\n" + b"y" * 100])

    assert len(batch.load([b"z"])) == 1
    assert batch.line(0) == b"z"


def test_a_text_that_is_larger_than_usual_fits() -> None:
    batch = Batch(kernel())

    assert len(batch.load([b"x" * (10 << 20), b"y"])) == 2
    assert batch.line(1) == b"y"


def test_numbers_are_spelt_behind_the_text_also_where_they_need_more_room() -> None:
    one = learner()
    batch = one.batch
    long = LINE.replace(b"4688", b"1E9").replace(b'"a",1,true', b"1E9," * 3000 + b"1")

    one.read([b"\n".join([long] * 4)])

    assert batch.text_of(0) == "1000000000.0"
    assert batch.spelled_bytes == 4 * 3001 * len("1000000000.0")
    assert batch.tables["text"][slice(*batch.tables["items"][12_002, :2])].tobytes() == b"1000000000.0"


def test_what_is_put_anew_is_what_the_kernel_is_given() -> None:
    tables = Tables()
    before = tables.address

    tables.put(cells=np.arange(3, dtype=np.int32))

    assert tables["cells"].tolist() == [0, 1, 2]
    assert tables.address == before
