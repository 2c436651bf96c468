"""What can be wrong with the provider's facts."""

from __future__ import annotations

from collections.abc import Sequence

from otasuke.web.provider.policy import Flaw


class BadProfile(ValueError):
    """These facts are not kept; nothing was changed."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(", ".join(flaws))
        self.flaws = tuple(flaws)
