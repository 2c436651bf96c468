"""What follows of an owner's answer, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction

from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Customer
from otasuke.web.flows.telling import KIND, retell
from otasuke.web.incidents.answers import take_answer
from otasuke.web.incidents.models import Incident
from otasuke.web.jobs.mail import send_later
from otasuke.web.notify import services as notify
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.staffing import call_duty, withdraw
from otasuke.web.notify.words import About, Answer, Consequence, Words
from otasuke.web.provider.selectors import provider
from otasuke.web.tenancy.scope import across, tenant_scope

ANSWER = "answer"
"""What a call of staff is about that an answer began."""


_SAID: Mapping[Answer, tuple[str, str]] = {
    Answer.NOT_MINE: ("違います", "it was not me"),
    Answer.DID: ("はい、開いた・した", "yes, it was opened or done"),
    Answer.CALL_ME: ("電話ください", "please call me"),
}


class Over(Exception):
    """It is over: there is nothing to answer any more."""


@transaction.atomic
def answered(
    message: Message, answer: Answer | None, *, words: str = "", by: str, person: Person | None, at: datetime
) -> Message:
    """Take an answer, another one than before, or none (it is taken back). Raises Over.

    words  of an answer in words; by: the name of who answers, person: the same if he is known here.
    """
    with tenant_scope(message.customer_id):
        list(
            Incident.objects.select_for_update(of=("self",)).filter(id=message.about_id)
        )  # first, as whoever tells does
        found = Message.objects.select_for_update(of=("self",)).get(id=message.id)
        if found.closed_at is not None:
            raise Over
        if (found.answer, found.answer_words) == (answer or "", words):
            return found
        if answer:
            given = notify.answer(found, answer, words=words, by=by, at=at)
        else:
            given = notify.take_back_answer(found, by=by, at=at)
        _follow(given, answer, by=by, person=person, at=at)
        return given


def _follow(message: Message, answer: Answer | None, *, by: str, person: Person | None, at: datetime) -> None:
    incident = Incident.objects.filter(id=message.about_id).first() if message.about_kind == KIND else None
    if incident:
        incident = take_answer(incident.id, answer, words=message.answer_words, name=by, person=person, at=at)
        retell(incident, at=at)
    is_red = Colour(incident.level if incident else message.colour) is Colour.RED
    if answer and (answer.consequence is Consequence.GRAVER or (answer is Answer.CALL_ME and is_red)):
        call_duty(_words(message, answer, by), at=at, customer_id=message.customer_id, about=About(ANSWER, message.id))
    else:
        _nobody_needs_to_come(message, at=at)
    if answer is Answer.CALL_ME:
        _mail(message, by)


def _nobody_needs_to_come(message: Message, *, at: datetime) -> None:
    with across("staff are called about any company"):
        for call in StaffCall.objects.filter(about_kind=ANSWER, about_id=message.id, acknowledged_at=None):
            withdraw(call, at=at)


def _words(message: Message, answer: Answer, by: str) -> Mapping[str, Words]:
    company = Customer.objects.get(id=message.customer_id).name
    japanese, english = message.in_language("ja"), message.in_language("en")
    said = _SAID[answer]
    return {
        "ja": Words(
            f"{company}の方が「{said[0]}」と答えました",
            f"{by}さんの答えです。{japanese.title}",
            now=f"{by}さんにお電話ください。",
        ),
        "en": Words(
            f"{company} answered: {said[1]}",
            f"It is the answer of {by}. {english.title}",
            now=f"Please call {by}.",
        ),
    }


def _mail(message: Message, by: str) -> None:
    """The desk reads Japanese."""
    mailbox = provider().email
    if not mailbox:
        return
    company = Customer.objects.get(id=message.customer_id).name
    body = f"{company}の{by}さんが、お知らせに「電話ください」と答えました。\n\n{message.in_language('ja').title}\n"
    send_later(EmailMessage(f"電話ください {company}", body, to=[mailbox]))
