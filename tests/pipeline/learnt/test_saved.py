from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.learnt import saved as module
from otasuke.pipeline.learnt.saved import Saved, UnusableState, read_saved, write_saved

SAVED = Saved(42, 7, {"learning": {"sakura": [1, 2]}, "detectors": {"beaconing": {"told": [[["sakura", 443], 1.5]]}}})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "partition-00.state"
    write_saved(path, SAVED)
    return path


def test_what_was_saved_is_read_back(path: Path) -> None:
    assert read_saved(path) == SAVED


def test_there_may_be_nothing(tmp_path: Path) -> None:
    assert read_saved(tmp_path / "none") is None


def test_a_state_of_another_version_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VERSION", 2)

    with pytest.raises(UnusableState) as told:
        read_saved(path)

    assert told.value.reason == "other_version"


def test_whatever_byte_is_changed_is_noticed(path: Path) -> None:
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(UnusableState):
            read_saved(path)


@pytest.mark.parametrize("kept", [0, 5, 20, 40, -1])
def test_what_was_cut_is_noticed(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(UnusableState) as told:
        read_saved(path)

    assert told.value.reason == "damaged"


@given(data=st.binary(max_size=200))
def test_no_bytes_are_taken_for_a_state(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "state"
    path.write_bytes(data)

    with pytest.raises(UnusableState):
        read_saved(path)
