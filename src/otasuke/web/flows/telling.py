"""What an owner is told of an incident, in every language, by the advice of what leads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from otasuke.advice.advise import Advice
from otasuke.advice.colour import Colour
from otasuke.web.alerts import book
from otasuke.web.alerts.models import LONGEST_NAME
from otasuke.web.alerts.naming import devices_of
from otasuke.web.alerts.policy import INTERRUPTING
from otasuke.web.incidents.budget import note_interruption
from otasuke.web.incidents.models import Incident
from otasuke.web.notify import services as notify
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.staffing import call_duty
from otasuke.web.notify.unreached import KIND as UNREACHED
from otasuke.web.notify.words import About, Words
from otasuke.web.tenancy.scope import across

KIND = "incident"
_LEVELS: Mapping[Colour, str] = {Colour.RED: "critical", Colour.YELLOW: "high", Colour.BLUE: "medium"}
_JOINED = {
    "ja": Words("ほかのお知らせとまとめました", "同じできごとでした。もう一つのお知らせで、続きをお伝えします。"),
    "en": Words("Joined with another message", "It was the same matter. The other message tells how it goes on."),
}


def tell(incident: Incident, *, at: datetime) -> Message | None:
    """Bring the owner's message of an incident to what is known; its scope is open. What is 赤 calls who is on duty too, once.

    None: nobody is told of what is for the letter, unless he was told of it before.
    """
    if incident.told_at is None and incident.level not in INTERRUPTING:
        return None
    for joined in Incident.objects.filter(merged_into=incident):
        notify.close(incident.customer_id, about(joined), words=_JOINED, at=at)
    said = advice_of(incident)
    words = {language: _words(one) for language, one in said.items()}
    message = notify.tell(
        incident.customer_id, about(incident), colour=incident.level, words=words, at=at, is_drill=incident.is_drill
    )
    if incident.level is Colour.RED and incident.called_at is None:
        incident.called_at = at
        _call_staff(incident, message, said, at=at)
    if incident.told_at is None:
        note_interruption(incident, at=at)
    incident.told_at = incident.told_at or at
    incident.save(update_fields=["told_at", "called_at"])
    return message


def retell(incident: Incident, *, at: datetime) -> None:
    """Say what is true now, and disturb nobody: it has changed by what its company said itself. Its scope is open."""
    if incident.told_at is None or not incident.is_open:
        return
    words = {language: _words(one) for language, one in advice_of(incident).items()}
    notify.tell(
        incident.customer_id,
        about(incident),
        colour=incident.level,
        words=words,
        at=at,
        is_drill=incident.is_drill,
        quietly=True,
    )
    if incident.level is Colour.RED and incident.called_at is None:
        incident.called_at = at
        incident.save(update_fields=["called_at"])


def _call_staff(incident: Incident, message: Message, said: Mapping[str, Advice], *, at: datetime) -> None:
    """Who is on duty hears which company, and what; unless he is called just now, as the company has no telephone."""
    with across("staff are called about any company"):
        if StaffCall.objects.filter(about_kind=UNREACHED, about_id=message.id, told_at=at).exists():
            return
    name = f"{incident.code} {incident.customer.name}"
    words = {language: Words(f"{name}: {one.title}"[:LONGEST_NAME], one.happened) for language, one in said.items()}
    call_duty(words, at=at, customer_id=incident.customer_id, about=about(incident), is_drill=incident.is_drill)


def about(incident: Incident) -> About:
    """As messages name it."""
    return About(KIND, incident.id)


def advice_of(incident: Incident) -> dict[str, Advice]:
    """What is said about it, in Japanese and English; in the words of the colour that somebody gave it."""
    happening = devices_of(incident.customer_id).happening(incident.lead)
    if incident.set_colour and (level := _LEVELS.get(incident.level)):
        happening = replace(happening, level=level, blocked=False)
    return {"ja": book.advice(happening, "ja"), "en": book.advice(happening, "en")}


def _words(said: Advice) -> Words:
    return Words(said.title, said.happened, said.work, said.now, said.question, said.details, said.yes.value)
