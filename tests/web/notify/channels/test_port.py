"""What every channel does."""

from __future__ import annotations

from notify_cast import Scripted
from otasuke.web.notify.channels.port import Became, Channel, Receipt, Refused


def test_a_receipt_says_at_least_that_it_was_taken() -> None:
    assert Receipt().became is Became.ACCEPTED
    assert Refused("x", is_permanent=True).is_permanent


def test_the_channel_of_tests_is_a_channel() -> None:
    channel: Channel = Scripted()

    assert channel.look("x") == Receipt("x")
