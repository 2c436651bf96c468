"""What can be wrong with what is to be done about alerts."""

from __future__ import annotations

from collections.abc import Sequence

from otasuke.web.ui.sentences import Sentence


class NotFound(LookupError):
    """There is no such alert or silence, or it is another company's."""


class Refused(ValueError):
    """It was refused, and nothing was written. sentences: why, each with what to do."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(" ".join(str(one) for one in sentences))
        self.sentences: Sequence[Sentence] = sentences
