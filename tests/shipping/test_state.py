"""What is known across restarts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otasuke.shipping.followed import Followed
from otasuke.shipping.state import BadState, State, read_state, write_state

LOG = Followed(7, "/var/log/eve.json", "/var/log/eve.json", 1, 2, 3)


def test_a_new_folder_gets_a_name_that_stays(tmp_path: Path) -> None:
    first = read_state(tmp_path)

    assert read_state(tmp_path) == first
    assert len(first.shipper) == 16


def test_what_was_written_is_read(tmp_path: Path) -> None:
    state = State("0123456789abcdef", 42, ("/var/log/*.json", "/a/\udcff"), (LOG,), 12.5)
    write_state(tmp_path, state)

    assert read_state(tmp_path) == state


def test_newer_knowledge_of_a_log_replaces_the_older() -> None:
    newer = LOG.read_to(1, lambda offset, size: b"x")

    assert State("0", logs=(LOG,)).with_logs([newer]).logs == (newer,)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Expecting value"),
        (b"{}", "version"),
        (b'{"version": 2}', "it is of version 2, and this program knows 1"),
        (b'{"version": 1, "shipper": "../x"}', "'../x' is no name of a shipper"),
        (b"[]", "indices"),
        (json.dumps({"version": 1, "shipper": "0" * 16, "next_number": "x"}).encode(), "invalid literal"),
    ],
)
def test_a_state_that_cannot_be_read_is_named_and_left(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "state.json").write_bytes(content)

    with pytest.raises(BadState, match=words) as error:
        read_state(tmp_path)

    assert str(tmp_path / "state.json") in str(error.value)
    assert (tmp_path / "state.json").read_bytes() == content
