import dataclasses

import pytest

from otasuke.advice.happening import Happening, LogKind


def test_only_the_level_must_be_known() -> None:
    happening = Happening(level="high")

    assert (happening.device, happening.person, happening.counterpart, happening.time) == ("", "", "", None)
    assert happening.log == LogKind("", "", "")


def test_a_happening_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Happening(level="high").level = "low"  # type: ignore[misc]
