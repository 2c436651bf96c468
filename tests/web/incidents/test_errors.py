"""What can go wrong with an incident."""

from __future__ import annotations

from otasuke.web.incidents.errors import CannotBe
from otasuke.web.ui.sentences import Sentence


def test_what_cannot_be_says_why() -> None:
    assert str(CannotBe(Sentence("理由を書いてください。"))) == "理由を書いてください。"
