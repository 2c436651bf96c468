"""Which quiet hours there may be. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from otasuke.web.ui.sentences import Sentence, _

LONGEST = timedelta(hours=12)
"""What came in the morning is to be read before the evening."""
_ANY_DAY = date(2026, 1, 1)


class BadQuiet(ValueError):
    """It cannot be so. words: why."""

    def __init__(self, words: Sentence) -> None:
        super().__init__(str(words))
        self.words = words


def check_quiet(begins: time | None, ends: time | None) -> tuple[time, time] | None:
    """The hours; None: there are none. Raises BadQuiet."""
    if begins is None and ends is None:
        return None
    if begins is None or ends is None:
        raise BadQuiet(_("始まりと終わりは、両方とも入れてください。"))
    if begins == ends:
        raise BadQuiet(_("始まりと終わりが同じです。"))
    if _length(begins, ends) > LONGEST:
        raise BadQuiet(_("静かな時間は、12時間までです。"))
    return begins, ends


def _length(begins: time, ends: time) -> timedelta:
    span = datetime.combine(_ANY_DAY, ends) - datetime.combine(_ANY_DAY, begins)
    return span % timedelta(days=1)
