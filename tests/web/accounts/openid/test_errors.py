"""Why somebody does not come in."""

from __future__ import annotations

from otasuke.web.accounts.openid.errors import BadProvider, Flaw, Refused, Why
from otasuke.web.console.openid import _FLAWS, _WORDS


def test_an_error_says_why_in_the_log() -> None:
    assert str(Refused(Why.PROOF, "nonce")) == "proof: nonce"
    assert str(BadProvider(Flaw.UNREACHABLE, "TimeoutError")) == "unreachable: TimeoutError"


def test_every_reason_has_words_for_people() -> None:
    assert set(_WORDS) == set(Why)
    assert set(_FLAWS) == set(Flaw)
