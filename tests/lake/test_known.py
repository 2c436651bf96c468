"""What came in is known, however much it is, and forgotten with its segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.lake import known
from otasuke.lake.known import Known, digests_of, message_digest

_DIGESTS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 50), max_size=20)


def test_a_parcel_is_a_tenant_and_a_batch_and_no_message() -> None:
    digests = {*digests_of([("a", "bc"), ("ab", "c"), ("a", "b"), ("b", "a")]).tolist(), message_digest("a")}

    assert len(digests) == 5


@given(st.lists(_DIGESTS, max_size=8), _DIGESTS)
def test_exactly_what_was_learnt_is_known(segments: list[list[int]], asked: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_SEALED_AT", 15)
        knowing = Known()
        for number, digests in enumerate(segments):
            knowing.learn(str(number), np.array(digests, np.uint64))

        found = knowing.has(np.array(asked, np.uint64))

    learnt = {digest for digests in segments for digest in digests}
    assert list(found) == [digest in learnt for digest in asked]
    assert knowing.segments() == {str(number) for number in range(len(segments))}


def test_what_is_forgotten_goes_with_the_last_segment_of_its_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_SEALED_AT", 2)
    knowing = Known()
    for number in range(5):
        knowing.learn(f"s{number}", np.array([number], np.uint64))
    states = []

    for kept in (["s1", "s2", "s4"], ["s2"], []):
        knowing.forget_all_but(kept)
        states.append(list(knowing.has(np.arange(5, dtype=np.uint64))))

    assert states == [[True] * 5, [False, False, True, True, False], [False] * 5]
