"""What can be wrong with what is to be written about the rota."""

from __future__ import annotations

from otasuke.web.ui.sentences import Sentence


class Refused(ValueError):
    """It was refused, and nothing was written. sentence: why, for who wanted it; field: of his form, if it is one's fault."""

    def __init__(self, sentence: Sentence, *, field: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class NotFound(LookupError):
    """There is no such line, shift, absence or swap, or it is not his."""


class EvidenceDamaged(RuntimeError):
    """What is kept of a drill is not what was filed: its digest does not fit."""
