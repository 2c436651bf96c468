from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.correlate.hits import Mark, Sighting, evidence_of

_MARKS = st.tuples(st.integers(0, 5), st.sampled_from(("log", "nas")), st.integers(0, 3))


@given(st.lists(_MARKS, min_size=1))
def test_evidence_lists_each_event_once_from_the_oldest_to_the_newest(marks: list[Mark]) -> None:
    evidence = evidence_of(tuple(marks))

    assert list(evidence.marks) == sorted(set(marks))
    assert evidence.total == len(set(marks))
    assert (evidence.first, evidence.last) == (min(marks)[0], max(marks)[0])


def test_sightings_sort_by_their_place_and_then_their_rule() -> None:
    early: Mark = (1, "log", 9)
    late: Mark = (2, "log", 1)

    first, second, third = (
        Sighting(early, "a", early, {}),
        Sighting(early, "b", early, {}),
        Sighting(late, "a", late, {}),
    )

    assert sorted([third, second, first]) == [first, second, third]
