"""What could be done about an incident, offered as soon as it is known. The company's scope is open."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.weighing import alerts_of
from otasuke.web.reaction.errors import Refused
from otasuke.web.reaction.models import Action, Preapproval
from otasuke.web.reaction.policy import MOST_OFFERED, Kind, Seen, Source, acts_at_once, offered
from otasuke.web.reaction.services import approve, offer
from otasuke.web.reaction.sparing import safe_for
from otasuke.web.ui.sentences import _

_log = logging.getLogger(__name__)
_PLACES = ("url", "host")
"""Of an event's traces those that lead somewhere; an address among them may be the company's own."""


def offer_for(incident: Incident, *, at: datetime) -> list[Action]:
    """Offer what is not offered yet; what an owner agreed to beforehand is done at once where it is 赤.

    What may not be is left out: nothing here stops an incident from being told.
    """
    if not incident.is_open or incident.is_drill or incident.level not in (Colour.RED, Colour.YELLOW):
        return []
    before = set(Action.objects.filter(incident=incident).values_list("kind", "target"))
    wishes = [one for one in offered(_seen(incident)) if (one.kind.value, one.target) not in before]
    wishes = wishes[: max(0, MOST_OFFERED - len(before))]
    if not wishes:
        return []
    known, agreed = safe_for(incident.customer_id), _agreed()
    made = []
    for wish in wishes:
        at_once = acts_at_once(wish.kind, wish.colour, is_preapproved=wish.kind in agreed, is_lead=wish.is_lead)
        try:
            found = offer(
                incident.customer_id,
                wish.kind,
                wish.target,
                actor=None,
                at=at,
                incident=incident,
                reason=_("この事案の相手です。") if wish.kind.is_block else _("この事案に関わっています。"),
                known=known,
            )
            if at_once:
                found = approve(found.id, of=incident.customer_id, source=Source.PREAPPROVED, actor=None, at=at)
        except Refused as refused:
            _log.info("reaction.refused kind=%s why=%s", wish.kind.value, refused.words.key[:40])
        else:
            made.append(found)
    return made


def _agreed() -> frozenset[Kind]:
    return frozenset(Kind(one) for one in Preapproval.objects.filter(withdrawn_at=None).values_list("kind", flat=True))


def _seen(incident: Incident) -> Iterator[Seen]:
    return (_as_seen(one) for one in alerts_of(incident) if not one.held_by)


def _as_seen(alert: Alert) -> Seen:
    machine = alert.machine
    return Seen(
        Colour(alert.colour),
        counterpart=alert.counterpart,
        places=[value for kind, value in alert.traces if kind in _PLACES],
        device=machine.code if machine and machine.seat and machine.removed is None else "",
        person=alert.person,
    )
