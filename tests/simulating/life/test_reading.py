from __future__ import annotations

from typing import Any

import pytest

from otasuke.simulating.life.activity import On, When
from otasuke.simulating.life.reading import BadActivity, activity_of
from simulating.life.acting import SOFTWARE

TABLE: dict[str, Any] = {
    "what": "somebody asks who he is",
    "on": "any-pc",
    "per_week": 2,
    "when": "evening",
    "months": [4],
    "trait": ["a", "b"],
    "picks": {"number": [1, 2]},
    "events": [{"starts": "whoami", "with": "/all", "by": "cmd", "after": [5, 9], "count": 2}],
}


def test_an_activity_is_read() -> None:
    activity = activity_of("who", TABLE, SOFTWARE)

    assert (activity.name, activity.on, activity.when) == ("who", On.ANY_PC, When.EVENING)
    assert activity.months == {4}
    assert activity.traits == {"a", "b"}
    assert activity.picks == {"number": ("1", "2")}
    (event,) = activity.events
    assert (event.after_s, event.count) == ((5.0, 9.0), (2, 2))
    assert [trace.is_audit for trace in event.traces] == [False, True]


def test_a_clock_starts_what_has_a_time() -> None:
    assert activity_of("x", {**TABLE, "at": "02:30"}, SOFTWARE).at == 150


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"pre_week": 1}, "'pre_week'"),
        ({"on": "fridge"}, "fridge"),
        ({"when": "never"}, "never"),
        ({"at": "25:00"}, "25:00"),
        ({"events": [{"start": "cmd"}]}, "no word says what happens"),
        ({"events": [{"starts": "cmdd"}]}, "'cmdd'"),
        ({"events": [{"starts": "cmd", "witth": "/c"}]}, "'witth'"),
        ({"events": [{"opens": "cmd"}]}, "access"),
        ({"picks": {"page": ["⟦user⟧"]}}, "has no slots"),
    ],
)
def test_what_is_wrong_is_told_with_the_name(change: dict[str, Any], about: str) -> None:
    with pytest.raises(BadActivity, match="who: ") as caught:
        activity_of("who", {**TABLE, **change}, SOFTWARE)

    assert about in str(caught.value)
