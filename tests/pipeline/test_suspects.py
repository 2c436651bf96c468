from __future__ import annotations

import pytest

from otasuke.pipeline.suspects import MOST_TRIES, Suspects


def test_a_message_that_brought_the_worker_down_several_times_is_guilty(tmp_path):
    for _ in range(MOST_TRIES):
        assert not Suspects(tmp_path / "s.json").is_guilty("m1")
        Suspects(tmp_path / "s.json").begin("m1")  # and no more is heard of this worker

    assert Suspects(tmp_path / "s.json").is_guilty("m1")
    assert not Suspects(tmp_path / "s.json").is_guilty("m2")


def test_a_message_that_did_no_harm_is_forgotten(tmp_path):
    for _ in range(MOST_TRIES):
        suspects = Suspects(tmp_path / "s.json")
        suspects.begin("m1")
        suspects.clear()

    assert not Suspects(tmp_path / "s.json").is_guilty("m1")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"m1": "x"}', b"\xff"])
def test_a_file_that_cannot_be_read_suspects_nobody(tmp_path, content):
    (tmp_path / "s.json").write_bytes(content)

    assert not Suspects(tmp_path / "s.json").is_guilty("m1")
