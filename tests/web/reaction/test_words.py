"""Actions in words."""

from __future__ import annotations

from otasuke.web.console.acts import ACTS
from otasuke.web.reaction.policy import Kind, State
from otasuke.web.reaction.words import DONE, KINDS, STATES, said, state_of


def test_everything_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert set(STATES) == set(State)
    assert {f"reaction.{what}" for what in DONE if what != "at_once"} <= set(ACTS)


def test_a_line_of_the_story() -> None:
    assert (
        str(said("withdrawn", Kind.BLOCK_IP, "203.0.113.9"))
        == "手当てをやめました：アドレスとの通信を止める（203.0.113.9）"
    )
    assert str(said("at_once", Kind.BLOCK_IP, "203.0.113.9")) == "事前の同意により、すぐに止めました：203.0.113.9"


def test_a_block_waits_for_a_box_and_other_things_for_somebody() -> None:
    assert "機器が取りに来る" in str(state_of(Kind.BLOCK_URL, State.APPROVED))
    assert state_of(Kind.ISOLATE, State.APPROVED) == STATES[State.APPROVED]
    assert str(state_of(Kind.BLOCK_URL, State.ACTIVE)) == "止めています"
