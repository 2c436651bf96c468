"""Keeping the sheet of a day, telling who is on duty that it is there, and noting who read it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.duty.rota import day_of
from otasuke.web.duty.selectors import OnDuty, on_duty
from otasuke.web.jobs.mail import send_later
from otasuke.web.mornings.gathering import gather
from otasuke.web.mornings.models import MorningRead, MorningSheet
from otasuke.web.mornings.sheet import make, packed


@transaction.atomic
def keep(at: datetime) -> MorningSheet:
    """The sheet of the day, made now if there is none; who is on duty then gets a mail, once."""
    content = packed(make(gather(at)))
    sheet, is_new = MorningSheet.objects.get_or_create(day=day_of(at), defaults={"made_at": at, "content": content})
    if is_new:
        record("morning.made", actor=None, target=f"morning {sheet.day}")
        for one in on_duty(at):
            if one.mail:
                send_later(_mail(one, sheet))
    return sheet


@transaction.atomic
def read(sheet: MorningSheet, *, actor: Person, at: datetime) -> None:
    """Somebody has read it. Said again it changes nothing."""
    _kept, is_new = MorningRead.objects.get_or_create(sheet=sheet, person=actor, defaults={"at": at})
    if is_new:
        record("morning.read", actor=actor, target=f"morning {sheet.day}")


def _mail(one: OnDuty, sheet: MorningSheet) -> EmailMessage:
    """It has the link alone: a mail is read on many screens."""
    with override(one.language):
        day = date_format(sheet.day, _("n月j日（D）"))
        subject = _("%(day)sの朝のまとめ") % {"day": day}
        body = _("朝のまとめができました。読んだら「読みました」を押してください。\n\n%(link)s\n") % {
            "link": f"{settings.PUBLIC_URL}/console/morning/{sheet.day.isoformat()}"
        }
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [one.mail])
