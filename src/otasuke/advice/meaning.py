"""What a yes means to a question: 「あなたがしましたか」 calms, 「開きましたか」 does not. It stands with the question, as `はいなら`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from otasuke.advice.sheet import YES


class Meaning(StrEnum):
    """What follows if the customer says yes.

    HARMLESS  it was theirs; a no is graver.
    WORSE     somebody opened it, or the harm is there; a no leaves it as it is.
    EITHER    neither answer says how grave it is: the desk reads it.
    WORDS     it cannot be answered by yes or no, only by words.
    """

    HARMLESS = "harmless"
    WORSE = "worse"
    EITHER = "either"
    WORDS = "words"


WRITTEN: Mapping[str, Meaning] = MappingProxyType(
    {
        "心配なし": Meaning.HARMLESS,
        "急ぐ": Meaning.WORSE,
        "どちらでもない": Meaning.EITHER,
        "言葉で": Meaning.WORDS,
    }
)
"""As people write it in a sheet."""


def meaning_in(settings: Mapping[str, str]) -> Meaning | None:
    """What the settings of a sheet say; None: nothing that is known."""
    return WRITTEN.get(settings.get(YES, ""))
