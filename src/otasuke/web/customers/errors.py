"""What can be wrong with what is to be written about a company."""

from __future__ import annotations

from collections.abc import Sequence

from otasuke.web.customers.policy import Fault
from otasuke.web.ui.sentences import Sentence


class BadFacts(ValueError):
    """It was refused, and nothing was written; `faults` says everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.words}" for fault in faults))
        self.faults = tuple(faults)


class ChangedMeanwhile(RuntimeError):
    """Somebody wrote this part of the company after it was shown; nothing was written."""


class CannotUndo(RuntimeError):
    """An edit cannot be taken back. sentence: why, for who wanted to."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
