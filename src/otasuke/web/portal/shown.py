"""A message as its reader sees it, in the portal and by a link alike. Its company's scope is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from otasuke.advice.meaning import Meaning
from otasuke.web.flows.telling import KIND
from otasuke.web.incidents.models import Incident
from otasuke.web.notify.models import LONGEST_ANSWER, Message
from otasuke.web.notify.words import ANSWERS, Answer, Words
from otasuke.web.portal.matters import CSS, Matter, matter_of
from otasuke.web.portal.replies import Choice, Reply, choices, reply_in
from otasuke.web.portal.saying import finished


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page has. matter: the incident that it is about, if it is about one; reader: the name of who reads."""

    message: Message
    words: Words
    reader: str
    matter: Matter | None = None

    @property
    def colour(self) -> str:
        """As style sheets name it."""
        return CSS[self.message.colour]

    @property
    def title(self) -> str:
        """As a sentence."""
        return finished(self.words.title)

    @property
    def is_over(self) -> bool:
        """Nothing is to be done any more."""
        return self.message.closed_at is not None

    @property
    def updated(self) -> datetime | None:
        """When it was said anew; None: it says what it said first."""
        return self.message.updated_at if self.message.revision > 1 else None

    @property
    def meaning(self) -> Meaning:
        """What a yes means to its question; where that was not kept with it, as its matter says now."""
        kept = self.words.yes or (self.matter.said.yes if self.matter else "")
        return Meaning(kept) if kept else Meaning.HARMLESS

    @property
    def choices(self) -> Sequence[Choice]:
        """What may be answered now."""
        return choices(self.meaning)

    @property
    def reply(self) -> Reply | None:
        """What was answered."""
        return reply_in(self.message)

    @property
    def asks_apart(self) -> bool:
        """Whether what is asked does not stand in what is to be done."""
        return bool(self.words.question) and self.words.question not in self.words.now

    @property
    def is_by_other(self) -> bool:
        """A colleague answered."""
        return self.message.answered_by != self.reader


def shown(message: Message, *, reader: str) -> Shown:
    """A message for somebody."""
    incident = None
    if message.about_kind == KIND:
        incident = Incident.objects.select_related("lead__machine", "assigned_to").filter(id=message.about_id).first()
    words = message.in_language(get_language() or "ja")
    return Shown(message, words, reader, matter_of(incident, message) if incident else None)


def answer_in(posted: Mapping[str, str]) -> Answer | None:
    """What a button said; None: the answer is taken back. Raises ValueError."""
    said = posted.get("answer", "-")
    return Answer(said) if said else None


def words_in(posted: Mapping[str, str], answer: Answer | None) -> str:
    """What was written, where words are the answer; "" where nothing was."""
    if answer is not Answer.WRITTEN:
        return ""
    return " ".join(posted.get("words", "").replace("\0", "").split())[:LONGEST_ANSWER]


def is_asked(one: Shown, answer: Answer | None, words: str) -> bool:
    """Whether that may be answered to what is asked now; on an old page there may stand another question. An answer in words has some."""
    if answer is Answer.WRITTEN and not words:
        return False
    return answer is None or answer in ANSWERS[one.meaning]
