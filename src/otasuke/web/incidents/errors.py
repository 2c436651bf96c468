"""What can go wrong with an incident."""

from __future__ import annotations

from otasuke.web.ui.sentences import Sentence


class NotFound(Exception):
    """There is no such incident, or it is another company's."""


class ChangedMeanwhile(Exception):
    """Somebody changed it since it was shown. by: who, at: when, in the words of its story."""


class CannotBe(Exception):
    """It cannot go on so; `words` says why, and what to do."""

    def __init__(self, words: Sentence) -> None:
        self.words = words
        super().__init__(str(words))
