"""What may be answered to a message, and what is said back, on every page alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from otasuke.advice.meaning import Meaning
from otasuke.web.notify.models import Message
from otasuke.web.notify.words import ANSWERS, Answer, Consequence

CALLS_WITHIN = timedelta(minutes=30)
_STEP = timedelta(minutes=5)
_RED = "赤"
LABELS: Mapping[Answer, Promise] = {
    Answer.MINE: gettext_lazy("自分です"),
    Answer.NOT_MINE: gettext_lazy("違います"),
    Answer.DID: gettext_lazy("はい"),
    Answer.DID_NOT: gettext_lazy("いいえ"),
    Answer.YES: gettext_lazy("はい"),
    Answer.NO: gettext_lazy("いいえ"),
    Answer.CALL_ME: gettext_lazy("電話ください"),
    Answer.WRITTEN: gettext_lazy("書いて送る"),
}
_MEANS: Mapping[Answer, Promise] = {
    Answer.MINE: gettext_lazy("自分たちのしたことです（心配なし）"),
    Answer.NOT_MINE: gettext_lazy("知らないことです"),
    Answer.DID: gettext_lazy("開きました・しました・あります"),
    Answer.DID_NOT: gettext_lazy("開いていません・していません"),
    Answer.YES: gettext_lazy("そのとおりです"),
    Answer.NO: gettext_lazy("そうではありません"),
}
_CALL: Mapping[Meaning, Promise] = {
    Meaning.HARMLESS: gettext_lazy("開いた・押した・迷うとき"),
    Meaning.WORSE: gettext_lazy("迷うとき"),
    Meaning.EITHER: gettext_lazy("開いた・押した・迷うとき"),
    Meaning.WORDS: gettext_lazy("お電話でうかがいます"),
}
_ICONS: Mapping[Answer, str] = {
    Answer.MINE: "check",
    Answer.NOT_MINE: "cross",
    Answer.DID: "check",
    Answer.DID_NOT: "cross",
    Answer.YES: "check",
    Answer.NO: "cross",
    Answer.CALL_ME: "phone",
    Answer.WRITTEN: "message",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be given. means: which of them it is, when one asks oneself."""

    value: str
    label: Promise
    means: Promise
    icon: str
    is_first: bool

    @property
    def is_written(self) -> bool:
        """It needs his own words."""
        return self.value == Answer.WRITTEN


def choices(meaning: Meaning) -> Sequence[Choice]:
    """What may be answered. Yes and no weigh the same: nobody is led to one of them."""
    return [
        Choice(
            one.value,
            LABELS[one],
            _MEANS.get(one, _CALL[meaning]),
            _ICONS[one],
            is_first=one is not Answer.CALL_ME,
        )
        for one in ANSWERS[meaning]
    ]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was given, as it is read back."""

    answer: Answer
    is_red: bool
    at: datetime | None
    words: str = ""

    @property
    def label(self) -> Promise | str:
        """What was answered."""
        return self.words or LABELS[self.answer]

    @property
    def consequence(self) -> Consequence:
        """What follows of it."""
        return self.answer.consequence

    @property
    def is_letter(self) -> bool:
        """The same waits for the letter next time; never what is 赤."""
        return self.consequence is Consequence.KNOWN and not self.is_red

    @property
    def is_no(self) -> bool:
        """Nobody opened or did it."""
        return self.answer is Answer.DID_NOT

    @property
    def called_until(self) -> datetime | None:
        """Until when we call after this answer, where that is promised: who is on duty is called for it."""
        calls = self.consequence is Consequence.GRAVER or (self.answer is Answer.CALL_ME and self.is_red)
        return _rounded(self.at + CALLS_WITHIN) if calls and self.at else None


def reply_in(message: Message | None) -> Reply | None:
    """What was answered to it; None: nothing."""
    if message is None or not message.answer:
        return None
    return Reply(Answer(message.answer), message.colour == _RED, message.answered_at, message.answer_words)


def _rounded(at: datetime) -> datetime:
    """The next five minutes: nobody promises 9:03."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + (_STEP - over if over else timedelta(0))
