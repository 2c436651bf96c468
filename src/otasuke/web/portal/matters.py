"""What is open at a company, as its people read it: the gravest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from otasuke.advice.advise import Advice
from otasuke.advice.colour import Colour
from otasuke.web.flows.telling import KIND, advice_of
from otasuke.web.flows.unplugging import unplugged
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.incidents.states import OPEN
from otasuke.web.notify.asking import calls_of, messages_about
from otasuke.web.notify.models import Message
from otasuke.web.portal.replies import Reply, reply_in
from otasuke.web.portal.saying import finished, pulls_cable, sentences, unasked
from otasuke.web.ui.sentences import from_data
from otasuke.web.ui.telling import told

CSS: Mapping[str, str] = {"赤": "aka", "黄": "ki", "青": "ao", "緑": "mi"}
_RANKS = (Colour.RED, Colour.YELLOW, Colour.BLUE, Colour.GREEN)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that we did. at: when; None: it goes on."""

    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """An open incident. said: the advice in the reader's language; pulls_cable: that a machine is to be taken off the net.

    unplugged: who did so. calls: when we called.
    """

    incident: Incident
    message: Message | None
    said: Advice
    pulls_cable: bool = False
    unplugged: Entry | None = None
    calls: Sequence[datetime] = ()
    deeds: Sequence[Deed] = ()

    @property
    def id(self) -> UUID:
        """Of the incident."""
        return self.incident.id

    @property
    def colour(self) -> str:
        """As style sheets name it."""
        return CSS[self.incident.level]

    @property
    def title(self) -> str:
        """What happened, as a sentence."""
        return finished(self.said.title)

    @property
    def happened(self) -> str:
        """What happened, in one sentence."""
        return sentences(self.said.happened)[0]

    @property
    def at(self) -> datetime:
        """When that happened: what leads it, as its message says, not what came before."""
        time = self.incident.lead.happening["time"]
        return datetime.fromisoformat(time) if time else self.incident.first_seen

    @property
    def work(self) -> str:
        """Whether work may go on, where nothing asks it."""
        return unasked(self.said.work)

    @property
    def first(self) -> str:
        """The one thing to do now."""
        return sentences(self.said.now)[0]

    @property
    def then(self) -> Sequence[str]:
        """What to do after it."""
        return sentences(self.said.now)[1:]

    @property
    def reassurance(self) -> Sequence[str]:
        """What is good to know before calling."""
        return sentences(self.said.call)[1:]

    @property
    def reply(self) -> Reply | None:
        """What was answered."""
        return reply_in(self.message)

    @property
    def waits(self) -> bool:
        """Whether an answer is asked for, and nobody gave one."""
        return bool(self.message and not self.message.answer and self.message.closed_at is None and self.said.question)


def open_matters(customer: UUID) -> Sequence[Matter]:
    """Those that the company was told of."""
    found = Incident.objects.filter(
        customer=customer, state__in=[one.value for one in OPEN], told_at__isnull=False, is_drill=False
    ).select_related("lead__machine", "assigned_to")
    incidents = sorted(found.order_by("-last_seen"), key=lambda one: _RANKS.index(one.level))
    messages = messages_about(KIND, [one.id for one in incidents])
    return [matter_of(one, messages.get(one.id)) for one in incidents]


def matter_of(incident: Incident, message: Message | None) -> Matter:
    """An incident as an owner reads it."""
    said = advice_of(incident)
    calls = calls_of(message) if message else ()
    return Matter(
        incident,
        message,
        said["en" if get_language() == "en" else "ja"],
        pulls_cable=pulls_cable(said["ja"].now),
        unplugged=unplugged(incident),
        calls=calls,
        deeds=_deeds(incident),
    )


def _deeds(incident: Incident) -> Sequence[Deed]:
    """What was done about it: measures that were taken stand in the story."""
    taken = Entry.objects.filter(incident=incident, kind="action", words__isnull=False).order_by("at")
    return [Deed(told(from_data(one.words)), one.at) for one in taken if one.words]
