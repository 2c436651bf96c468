from __future__ import annotations

import pytest

from otasuke.pipeline.gateway.http.room import Room
from otasuke.pipeline.gateway.intake import Refused


def test_what_does_not_fit_is_to_come_later():
    room = Room(10)
    room.take(8)

    with pytest.raises(Refused) as refused:
        room.take(3)

    assert (refused.value.status, refused.value.retry_after_s) == (503, 5)
    assert room.free_bytes == 2


def test_what_was_given_back_is_free():
    room = Room(10)
    room.take(10)

    room.give(10)

    assert room.free_bytes == 10
