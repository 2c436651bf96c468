"""All stories that there are, by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from otasuke.demo.stories.cast import Cast, cast_for
from otasuke.demo.stories.hotel_wifi import hotel_wifi
from otasuke.demo.stories.old_windows import old_windows
from otasuke.demo.stories.private_phone import private_phone
from otasuke.demo.stories.script import Shown
from otasuke.demo.stories.supply_chain import supply_chain

_TELLERS: Mapping[int, Callable[[Cast], Shown]] = {1: old_windows, 2: private_phone, 3: hotel_wifi, 4: supply_chain}


def story(number: int, seed: int = 1) -> Shown:
    """The story of this number; seed 1 as it was first told, others with other companies, days, names and clocks."""
    return _TELLERS[number](cast_for(number, seed))


STORIES = {number: story(number) for number in _TELLERS}
"""As they were first told."""
