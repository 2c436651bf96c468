"""What can be wrong with the provider's facts."""

from __future__ import annotations

from otasuke.web.provider.errors import BadProfile
from otasuke.web.provider.policy import Flaw


def test_every_flaw_is_named() -> None:
    assert str(BadProfile([Flaw.INCOMPLETE, Flaw.BACKWARDS])) == "incomplete, backwards"
