"""Refusals."""

from __future__ import annotations

from otasuke.web.tokens.errors import BadWish, NoToken, Why
from otasuke.web.tokens.policy import Fault


def test_they_say_what_is_wrong() -> None:
    assert BadWish([Fault.NAME, Fault.EXPIRY]).faults == (Fault.NAME, Fault.EXPIRY)
    assert str(BadWish([Fault.NAME, Fault.EXPIRY])) == "name; expiry"
    assert NoToken(Why.LEFT).why is Why.LEFT
