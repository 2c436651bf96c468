"""What the gateway tells of who is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.enrol.presence import Presence, presence_entries, read_presence
from otasuke.stream.port import LARGEST_MESSAGE_BYTES

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_what_is_told_is_read_whoever_many_there_are() -> None:
    heard = [
        Presence("t" * 64, "s" * 90 + f"{number:010}", NOW + timedelta(microseconds=number)) for number in range(12_000)
    ]

    entries = list(presence_entries(heard))

    assert len(entries) == 3
    assert max(map(len, entries)) < LARGEST_MESSAGE_BYTES
    assert [one for entry in entries for one in read_presence(entry)] == heard


@pytest.mark.parametrize("data", [b"", b"{", b'[["a"]]', b"[1]", b'[["a", "b", "noon"]]', b'[["a", "b", 7]]'])
def test_what_is_no_entry_is_an_error_that_readers_know(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_presence(data)
