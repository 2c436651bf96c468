"""Who carries orders out."""

from __future__ import annotations

from uuid import uuid4

from otasuke.web.reaction.policy import Kind
from otasuke.web.reaction.ports import ByPeople, LocalEndpoints, Order, choose, endpoints

ORDER = Order(uuid4(), uuid4(), Kind.ISOLATE, "windows-7kq2f")


def test_the_twin_keeps_an_order_once_until_it_is_taken_back() -> None:
    twin = LocalEndpoints()

    twin.place(ORDER)
    twin.place(ORDER)
    assert list(twin.placed.values()) == [ORDER]

    twin.take_back(ORDER)
    twin.take_back(ORDER)
    assert twin.placed == {}


def test_people_do_it_where_there_is_no_agent() -> None:
    twin = LocalEndpoints()
    before = choose(twin)
    try:
        assert isinstance(before, ByPeople)
        assert endpoints() is twin
    finally:
        choose(before)
    endpoints().place(ORDER)
    endpoints().take_back(ORDER)
