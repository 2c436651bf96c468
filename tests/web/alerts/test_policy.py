"""What a detection is to a company."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.colour import Colour
from otasuke.detect.learn.habits import Standing
from otasuke.web.alerts.policy import About, Held, Known, Verdict, false_alarm_share, fingerprint, judge
from otasuke.web.ui.sentences import Sentence

EXPLAINED = Sentence("保守作業の時間です。")


@pytest.mark.parametrize(
    ("known", "held"),
    [
        (Known(), None),
        (Known(standing=Standing.NEW), None),
        (Known(standing=Standing.FIRST, is_own=True), None),
        (Known(standing=Standing.FIRST), Held.LEARNING),
        (Known(standing=Standing.AGAIN, is_own=True), Held.HABIT),
        (Known(standing=Standing.HABIT, is_own=True), Held.HABIT),
        (Known(is_learning=True, is_own=True), Held.LEARNING),
        (Known(context=EXPLAINED), Held.CONTEXT),
        (Known(silence="棚卸し"), Held.SILENCE),
        (Known(silence="棚卸し", context=EXPLAINED, standing=Standing.HABIT), Held.SILENCE),
    ],
)
def test_what_is_yellow_is_held_for_a_reason_or_disturbs(known: Known, held: Held | None) -> None:
    judgement = judge(Colour.YELLOW, known)

    assert judgement.held is held
    assert (judgement.why is None) == (held is None)


@given(
    st.builds(
        Known,
        standing=st.sampled_from([None, *Standing]),
        is_own=st.booleans(),
        is_learning=st.booleans(),
        context=st.sampled_from([None, EXPLAINED]),
        silence=st.sampled_from(["", "棚卸し"]),
    )
)
def test_nothing_ever_holds_what_is_red(known: Known) -> None:
    assert judge(Colour.RED, known).held is None


NAMES = st.text(max_size=20)
ABOUT = st.builds(About, NAMES, NAMES, NAMES, NAMES, NAMES)


@given(ABOUT, NAMES)
def test_no_company_has_another_s_fingerprint(about: About, other: str) -> None:
    assert (fingerprint(about) == fingerprint(replace(about, tenant=other))) == (
        about.tenant.casefold() == other.casefold()
    )


def test_a_name_that_moves_from_one_place_to_the_next_is_another_thing() -> None:
    assert fingerprint(About("minori", "r", "ab", "")) != fingerprint(About("minori", "r", "a", "b"))


def test_the_share_of_false_alarms_is_of_what_was_judged() -> None:
    assert false_alarm_share({Verdict.TRUE: 1, Verdict.BENIGN: 3, Verdict.TEST: 9}) == 0.75
    assert false_alarm_share({Verdict.TEST: 2}) is None
