import gc
from pathlib import Path

import pytest

from otasuke.cli.benching.engine import (
    Protocol,
    Segment,
    divide,
    read_lines,
    source_of,
    without_garbage_collection,
)
from otasuke.cli.exits import CliError

PROTOCOL = Protocol(warm=300, segments=5, segment_events=50)
LINES = [b"%d" % number for number in range(1_000)]


def test_segments_are_fresh_events_behind_those_that_warm() -> None:
    warm, parts = divide(LINES, PROTOCOL)

    assert warm == LINES[:300]
    assert [len(part) for part in parts] == [50] * 5
    assert [line for part in parts for line in part] == LINES[300:550]


def test_of_a_short_file_half_warms_and_the_segments_share_the_rest() -> None:
    warm, parts = divide(LINES[:400], PROTOCOL)

    assert len(warm) == 200
    assert [len(part) for part in parts] == [40] * 5


def test_a_segment_knows_its_rate_and_ratio() -> None:
    segment = Segment(events=100, engine_s=0.5, json_s=0.25, hits=1)

    assert (segment.rate, segment.ratio) == (200, 2)


def test_blank_lines_are_no_events(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"{}\n\n  \n" * 2_000)

    assert read_lines(tmp_path / "x", 10_000) == [b"{}"] * 2_000


def test_garbage_is_collected_again_afterwards() -> None:
    with without_garbage_collection():
        assert not gc.isenabled()

    assert gc.isenabled()


@pytest.mark.parametrize("line", [b"no json", b"[1]"])
def test_a_line_without_a_shape_cannot_be_measured(line: bytes) -> None:
    with pytest.raises(CliError):
        source_of(line)
