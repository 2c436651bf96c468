"""What can go wrong when something is to be stopped."""

from __future__ import annotations

from otasuke.web.ui.sentences import Sentence


class NotFound(LookupError):
    """There is no such action or feed, or it is another company's."""


class Refused(Exception):
    """It is not stopped; `words` says why, and what to do."""

    def __init__(self, words: Sentence) -> None:
        self.words = words
        super().__init__(str(words))
