"""What can go wrong."""

from __future__ import annotations

from otasuke.web.reaction.errors import Refused
from otasuke.web.ui.sentences import _


def test_a_refusal_is_said_in_words() -> None:
    words = _("止められません。")

    assert Refused(words).words == words
    assert str(Refused(words)) == "止められません。"
