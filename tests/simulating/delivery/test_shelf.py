from __future__ import annotations

from dataclasses import replace

from otasuke.simulating.delivery.shelf import Shelf
from otasuke.simulating.feed import Body, Door

BODY = Body("sakura", "pc", Door.LINES, b"a line\n" * 1000, 1000, 10, 20)


def test_bodies_come_back_as_they_were_and_in_their_order() -> None:
    shelf, later = Shelf(), replace(BODY, first_us=20, until_us=30, data=b"")
    shelf.put(BODY)
    shelf.put(later)

    times = shelf.next_us
    taken = [shelf.take(), shelf.take()]

    assert (times, shelf.next_us) == (20, None)
    assert taken == [BODY, later]
