"""呼び止め. How often companies were disturbed, by whose turn it was; beyond a person's budget only with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.duty.selectors import on_duty
from otasuke.web.incidents.errors import CannotBe
from otasuke.web.incidents.models import Incident, Interruption
from otasuke.web.incidents.policy import Budget
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.sentences import _

_WEEK = 7


def limit() -> int:
    """How often a member of the staff may disturb companies in a day."""
    return int(settings.INTERRUPTIONS_A_DAY)


def note_interruption(incident: Incident, *, at: datetime) -> Interruption:
    """A company is disturbed by itself, in the turn of whoever is on duty: that is never held up, but asked about later."""
    first = next(iter(on_duty(at)), None)
    return Interruption.objects.create(
        customer_id=incident.customer_id,
        incident=incident,
        person_id=first.person if first else None,
        colour=incident.level.value,
        at=at,
    )


def interrupt(incident: Incident, *, by: Person, reason: str, at: datetime) -> Interruption:
    """Somebody of the staff disturbs a company. Raises CannotBe if that goes beyond his budget and he gives no reason."""
    colour = incident.level
    if colour is not Colour.RED and not reason.strip() and budgets([by.id], at=at)[by.id].needs_reason:
        raise CannotBe(_("今日の呼び止めが上限に達しています。理由を書いてください。"))
    return Interruption.objects.create(
        customer_id=incident.customer_id,
        incident=incident,
        person=by,
        colour=colour.value,
        reason=reason.strip()[:200],
        at=at,
    )


def justify(reason: str, *, by: Person, at: datetime) -> int:
    """Say why his budget was exceeded today; of how many interruptions. Raises CannotBe without words."""
    words = reason.strip()[:200]
    if not words:
        raise CannotBe(_("理由を書いてください。"))
    with across("a member of the staff says why companies were disturbed so often"):
        over = list(_today(at).filter(person=by).order_by("at").values_list("id", "reason"))[limit() :]
        said = [id for id, before in over if not before]
        Interruption.objects.filter(id__in=said).update(reason=words)
    if said:
        record("incident.budget", actor=by, target=f"person {by.id}", count=len(said))
    return len(said)


def budgets(people: Iterable[UUID], *, at: datetime) -> Mapping[UUID, Budget]:
    """What each has used today."""
    with across("how often members of the staff disturbed companies"):
        rows = list(_today(at).order_by("at").values_list("person_id", "reason"))
    found = {}
    for one in people:
        reasons = [reason for person, reason in rows if person == one]
        found[one] = Budget(len(reasons), limit(), sum(not reason for reason in reasons[limit() :]))
    return found


def by_day(at: datetime) -> list[int]:
    """How many companies were disturbed in each of the last seven days, oldest first; 赤 too. A scope over all is open."""
    today = timezone.localtime(at).date()
    first = today - timedelta(days=_WEEK - 1)
    day = TruncDate("at", tzinfo=timezone.get_current_timezone())
    rows = Interruption.objects.filter(at__gte=at - timedelta(days=_WEEK)).annotate(day=day)
    counts = dict(rows.values_list("day").annotate(count=Count("id")))
    return [counts.get(first + timedelta(days=number), 0) for number in range(_WEEK)]


def _today(at: datetime) -> QuerySet[Interruption]:
    begin = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return Interruption.objects.filter(~Q(colour=Colour.RED.value), at__gte=begin)
