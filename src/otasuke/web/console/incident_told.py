"""What was sent about an incident, to whom, and when it was read: the proof, as the page of the incident shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from otasuke.web.console.deliveries import Line, lines_of
from otasuke.web.incidents.models import Incident
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.selectors import calls_about, message_about, minutes_to_answer
from otasuke.web.notify.shown import ANSWERS, HOW
from otasuke.web.notify.words import About


@dataclass(frozen=True, slots=True)
class Told:
    """The message of the company, None: there is none; how, minutes: in which way it was acknowledged, and after how many.

    calls  of staff about the incident, the newest first.
    """

    message: Message | None
    lines: Sequence[Line]
    how: Promise | None
    minutes: float | None
    answer: Promise | str | None
    calls: Sequence[StaffCall]


def told_of(incident: Incident) -> Told:
    """What was sent about it."""
    about = About("incident", incident.id)
    calls = calls_about(about)
    message = message_about(incident.customer_id, about)
    if message is None:
        return Told(None, (), None, None, None, calls)
    return Told(
        message,
        lines_of(message),
        HOW.get(message.acknowledged_how),
        minutes_to_answer(message),
        message.answer_words or ANSWERS.get(message.answer),
        calls,
    )
