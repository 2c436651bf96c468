"""What is offered, and how it goes on."""

from __future__ import annotations

from itertools import product

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.reaction.policy import (
    BLOCKS,
    Kind,
    Seen,
    Source,
    State,
    Wish,
    acts_at_once,
    may_become,
    needs_name,
    offered,
)  # fmt: skip

NEW, YES, ON, OVER, OFF, NO = State.OFFERED, State.APPROVED, State.ACTIVE, State.EXPIRED, State.WITHDRAWN, State.FAILED


def test_an_action_goes_on_as_the_table_says() -> None:
    ways = {
        (NEW, YES),
        (NEW, OFF),
        (NEW, OVER),
        (YES, ON),
        (YES, OFF),
        (YES, OVER),
        (YES, NO),
        (ON, OFF),
        (ON, OVER),
        (ON, NO),
        (OFF, NEW),
        (OFF, YES),
        (NO, YES),
    }

    assert {pair for pair in product(State, State) if may_become(*pair)} == ways


def test_a_counterpart_is_blocked_a_computer_isolated_an_account_locked() -> None:
    seen = [Seen(Colour.RED, "203.0.113.9", ["https://warui.example/a"], device="windows-7kq2f", person="tanaka")]

    assert offered(seen) == [
        Wish(Kind.BLOCK_IP, "203.0.113.9", Colour.RED, is_lead=True),
        Wish(Kind.BLOCK_URL, "https://warui.example/a", Colour.RED, is_lead=False),
        Wish(Kind.ISOLATE, "windows-7kq2f", Colour.RED, is_lead=True),
        Wish(Kind.LOCK_ACCOUNT, "tanaka", Colour.RED, is_lead=True),
    ]


def test_the_gravest_comes_first_each_once_and_what_is_not_grave_is_no_reason() -> None:
    seen = [Seen(Colour.YELLOW, "warui.example"), Seen(Colour.BLUE, "ao.example"), Seen(Colour.RED, "WARUI.example.")]

    assert offered(seen) == [Wish(Kind.BLOCK_DOMAIN, "warui.example", Colour.RED, is_lead=True)]
    assert offered([Seen(Colour.RED, "billing@warui.example"), Seen(Colour.RED)]) == []


@pytest.mark.parametrize("kind", Kind)
def test_before_anybody_looked_only_what_was_agreed_to_is_blocked(kind: Kind) -> None:
    is_block = kind in BLOCKS.values()

    assert acts_at_once(kind, Colour.RED, is_preapproved=True, is_lead=True) is is_block
    assert not acts_at_once(kind, Colour.YELLOW, is_preapproved=True, is_lead=True)
    assert not acts_at_once(kind, Colour.RED, is_preapproved=False, is_lead=True)
    assert not acts_at_once(kind, Colour.RED, is_preapproved=True, is_lead=False)


def test_staff_say_whom_they_asked() -> None:
    assert [one for one in Source if needs_name(one)] == [Source.STAFF]
