"""Real recordings: the engine finds what the reference finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from detect.engine.compare import compare


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_engine_finds_in_recordings_what_the_reference_finds(shared_data: Path) -> None:
    report = compare(shared_data, 2500, recordings=250)

    assert report.differences == []
    assert report.hits > 200
