"""What somebody does by hand."""

from __future__ import annotations

from otasuke.web.reaction.instructions import ways
from otasuke.web.reaction.policy import Kind


def test_orders_have_steps_and_a_way_back_and_blocks_have_none() -> None:
    assert [str(one.title) for one in ways(Kind.ISOLATE)] == ["線を抜く"]
    assert len(ways(Kind.LOCK_ACCOUNT)) == 3
    for kind in Kind:
        assert bool(ways(kind)) is not kind.is_block
        assert all(one.steps and "元に戻" in str(one.undo) for one in ways(kind))


def test_the_first_word_to_an_owner_is_not_to_switch_it_off() -> None:
    assert "電源は切らないで" in str(ways(Kind.ISOLATE)[0].steps[0])
