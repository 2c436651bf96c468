from __future__ import annotations

from datetime import timedelta

import pytest

from otasuke.pipeline.arrivals import Arrival, Arrivals, arrivals_entry, read_arrivals
from pipeline.cast import FUJI, NOW, parcel


def test_what_came_is_added_up_by_sensor_and_then_forgotten():
    arrivals = Arrivals()
    arrivals.add([parcel(b"a", b"b", after_s=5), parcel(b"c", batch="b2"), parcel(b"d", sender=FUJI)])

    taken = arrivals.taken()

    assert taken == [
        Arrival("sakura", "office-pc", NOW + timedelta(seconds=5), 3),
        Arrival("fuji", "office-pc", NOW, 1),
    ]
    assert arrivals.taken() == []
    assert read_arrivals(arrivals_entry(taken)) == taken


@pytest.mark.parametrize("data", [b"", b"{}x", b"[1]", b'[["a","b","c",1]]'])
def test_an_entry_of_something_else_is_refused(data):
    with pytest.raises((ValueError, TypeError)):
        read_arrivals(data)
