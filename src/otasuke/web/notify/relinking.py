"""A link that is over is sent anew, to the same person by the same way and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from otasuke.carrier import Text
from otasuke.web.jobs import mail, texts
from otasuke.web.jobs.carriers import has_carrier
from otasuke.web.notify.channels.mail import written
from otasuke.web.notify.channels.spoken import text_of
from otasuke.web.notify.composing import compose
from otasuke.web.notify.links import PATH, token_of
from otasuke.web.notify.models import Delivery, DeliveryEvent
from otasuke.web.notify.planning import note, reference_of
from otasuke.web.notify.policy import Way
from otasuke.web.tenancy.scope import across

_NOT_BEFORE = timedelta(minutes=10)
_OF_USE = timedelta(hours=12)
_KIND = "link_sent"


@transaction.atomic
def send_anew(delivery: Delivery, *, at: datetime) -> bool:
    """Send its link again, which then works for seven days; whether one is on its way. Asked for twice, it is sent once."""
    with across("a link is of whatever company"):
        one = (
            Delivery.objects.select_for_update(of=("self",)).select_related("message", "staff_call").get(id=delivery.id)
        )
        if DeliveryEvent.objects.filter(delivery=one, kind=_KIND, at__gt=at - _NOT_BEFORE).exists():
            return True
        if not can_be_sent(one):
            return False
        link = f"{settings.PUBLIC_URL}{PATH}{token_of(one, at=at)}"
        outgoing = replace(compose(one, link=link), reference=reference_of(one.id, _KIND, at.isoformat()))
        note([one], _KIND, at=at)
    if one.way == Way.MAIL:
        mail.send_later(written(outgoing), not_after=at + _OF_USE)
    else:
        texts.send_later(Text(one.address, text_of(outgoing), outgoing.reference), not_after=at + _OF_USE)
    return True


def can_be_sent(delivery: Delivery) -> bool:
    """Whether it went by a way that bears a link, which is open now."""
    return delivery.way == Way.MAIL or (delivery.way == Way.SMS and has_carrier())
