"""Devices and counterparts as a picture."""

from __future__ import annotations

from otasuke.web.incidents.network import MOST, Talk, network


def test_a_device_is_tied_to_whom_it_talked_to() -> None:
    found = network(
        [
            Talk("経理", "203.0.113.77", True, True),
            Talk("経理", "203.0.113.77", True, False),
            Talk("受付", "", False, False),
        ]
    )

    assert found is not None
    assert [(one.name, one.is_device, one.is_grave) for one in found.boxes] == [
        ("経理", True, True),
        ("受付", True, False),
        ("203.0.113.77", False, True),
    ]
    assert [one.is_blocked for one in found.ties] == [True]


def test_what_went_through_once_is_not_called_stopped() -> None:
    found = network([Talk("a", "b", True, False), Talk("a", "b", False, False)])

    assert found is not None
    assert [one.is_blocked for one in found.ties] == [False]


def test_without_a_device_there_is_no_picture_and_too_many_are_counted() -> None:
    assert network([Talk("", "b", False, False)]) is None
    found = network([Talk(f"とても長い名前のパソコン{n}", f"b{n}", False, False) for n in range(MOST + 3)])
    assert found is not None
    assert found.more == 6
    assert all(len(one.name) <= 16 for one in found.boxes)
