"""A segment is a Parquet file for everybody, and says at its beginning whose rows are where."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.cast import FUJI, NOON, SAKURA, event, shared_columns
from otasuke.lake.errors import BrokenFile
from otasuke.lake.joining import joined
from otasuke.lake.segments import read_index, write_segment

KNOWN = np.array([5, 2**64 - 1], np.uint64)


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    times = [NOON, NOON - timedelta(hours=2), None]
    batches = [shared_columns(one, "b", [event(n, time=times[n]) for n in range(3)]) for one in (SAKURA, FUJI)]
    return tmp_path / write_segment(tmp_path, joined(batches), known=KNOWN, now=NOON).name


def test_every_tenant_has_its_rows_and_their_times(segment: Path) -> None:
    index = read_index(segment)

    span = index.span_of(SAKURA)
    assert index.rows_by_tenant() == {FUJI: range(3), SAKURA: range(3, 6)}
    assert (index.rows_of(SAKURA), index.rows_of("nobody"), index.span_of("nobody")) == (range(3, 6), range(0), None)
    assert span is not None
    assert (span.rows, span.earliest, span.latest) == (
        range(3, 6),
        NOON - timedelta(hours=2),
        NOON + timedelta(hours=12),
    )
    assert index.known.tolist() == KNOWN.tolist()


def test_other_readers_of_parquet_do_not_mind_the_index(segment: Path) -> None:
    seen = duckdb.sql(f"SELECT tenant, record FROM '{segment}' WHERE record > 0 ORDER BY ALL").fetchall()

    assert seen == [(FUJI, 1), (FUJI, 2), (SAKURA, 1), (SAKURA, 2)]
    assert pq.read_table(segment).column("tenant").to_pylist() == [FUJI] * 3 + [SAKURA] * 3


@given(st.binary(max_size=60))
def test_what_is_no_segment_is_said_to_be_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "no.parquet"
    path.write_bytes(b"PAR1" + data)

    assert _read_or_refused(path)


def _read_or_refused(path: Path) -> bool:
    try:
        index = read_index(path)
    except BrokenFile as error:
        return "no.parquet: is no segment" in str(error)
    return len(index.tenants) == len(index.ends)
