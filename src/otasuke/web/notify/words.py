"""What is said, about what, and what may be answered. Plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from otasuke.advice.meaning import Meaning
from otasuke.web.notify.errors import BadWords

LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about; there is one message for each. kind: "incident"."""

    kind: str
    id: UUID


class Consequence(StrEnum):
    """What follows of an answer.

    KNOWN  it was theirs: the same need not disturb them again. GRAVER: it is worse than we knew, and who is on duty is called.
    NOTED  it stays as it is. CALL: they want to talk.
    """

    KNOWN = "known"
    GRAVER = "graver"
    NOTED = "noted"
    CALL = "call"


class Answer(StrEnum):
    """An answer with what was asked, so that it means the same after the question has changed.

    MINE, NOT_MINE  「自分です」「違います」, where a yes is harmless; DID, DID_NOT: yes and no, where a yes is worse (「開きましたか」).
    YES, NO         to what says nothing of how grave it is. CALL_ME: 「電話ください」, to everything.
    WRITTEN         in his own words, where yes and no are no answer (「どの機種ですか」).
    """

    MINE = "mine"
    NOT_MINE = "not_mine"
    DID = "did"
    DID_NOT = "did_not"
    YES = "yes"
    NO = "no"
    CALL_ME = "call_me"
    WRITTEN = "written"

    @property
    def consequence(self) -> Consequence:
        """What follows of it."""
        return _CONSEQUENCES.get(self, Consequence.NOTED)


_CONSEQUENCES: Mapping[Answer, Consequence] = MappingProxyType(
    {
        Answer.MINE: Consequence.KNOWN,
        Answer.NOT_MINE: Consequence.GRAVER,
        Answer.DID: Consequence.GRAVER,
        Answer.CALL_ME: Consequence.CALL,
    }
)
ANSWERS: Mapping[Meaning, Sequence[Answer]] = MappingProxyType(
    {
        Meaning.HARMLESS: (Answer.MINE, Answer.NOT_MINE, Answer.CALL_ME),
        Meaning.WORSE: (Answer.DID_NOT, Answer.DID, Answer.CALL_ME),
        Meaning.EITHER: (Answer.YES, Answer.NO, Answer.CALL_ME),
        Meaning.WORDS: (Answer.WRITTEN, Answer.CALL_ME),
    }
)
"""What may be answered to a question, by what a yes to it means."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language.

    happened, work, now  the three lines: what happened, may work go on, what to do now.
    question             what is asked; "" if nothing; yes: what a yes means to it, as `Meaning`. details: a longer explanation.
    """

    title: str
    happened: str
    work: str = ""
    now: str = ""
    question: str = ""
    details: str = ""
    yes: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The three lines, without those that say nothing."""
        return tuple(line for line in (self.happened, self.work, self.now) if line)


def check(words: Mapping[str, Words]) -> None:
    """Raises BadWords if there is nothing to say."""
    if "ja" not in words or not all(one.title and one.happened for one in words.values()):
        raise BadWords("a message needs a title and what happened, at least in Japanese")


def packed(words: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    """Words in all languages, as JSON."""
    return {language: asdict(one) for language, one in words.items()}


def said_in(kept: Mapping[str, Mapping[str, str]], language: str) -> Words:
    """The words in one language; in Japanese where that one is not there."""
    return Words(**(kept.get(language) or kept["ja"]))
