"""Reading alerts that belong to no incident: what was found and disturbed nobody. A scope over all has to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, Count, FilteredRelation, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.policy import Held
from otasuke.web.customers.models import Customer

A_PAGE = 50
_NEWEST = ("-last_seen", "-id")
LETTER = "letter"
"""Beside the reasons of `Held`: not held, and not grave enough to disturb."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What was found since a moment. detections: all of it; by: why nobody was disturbed → of how many detections."""

    detections: int
    by: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Loose:
    """What of a company waits for the letter. by: reason → how many alerts."""

    customer: Customer
    by: Mapping[str, int]
    last: datetime

    @property
    def all(self) -> int:
        return sum(self.by.values())


def quiet_since(since: datetime) -> Quiet:
    """What was found, and why most of it disturbed nobody."""
    times = Coalesce(Sum("times"), 0, output_field=BigIntegerField())
    rows = Alert.objects.filter(last_seen__gte=since).order_by().values_list("held_by").annotate(times=times)
    by = dict(rows)
    return Quiet(sum(by.values()), {one.value: by[one.value] for one in Held if by.get(one.value)})


def letters(most: int) -> Sequence[Loose]:
    """The companies with open alerts that belong to nothing, the newest first."""
    last = _newest_companies(most)
    here = FilteredRelation("belonging", condition=Q(belonging__customer__in=last))  # only theirs are read
    counted = Alert.objects.annotate(here=here).filter(here__alert=None, closed_at=None, customer__in=last)
    by: dict[UUID, dict[str, int]] = {}
    for customer, held_by, count in counted.order_by().values_list("customer", "held_by").annotate(Count("customer")):
        by.setdefault(customer, {})[held_by or LETTER] = count
    named = Customer.objects.in_bulk(list(last))
    return [Loose(named[one], by[one], at) for one, at in last.items()]


def _newest_companies(most: int) -> dict[UUID, datetime]:
    """With when their newest was seen. Mostly they are among a few hundred alerts."""
    last: dict[UUID, datetime] = {}
    for many in (500, 10_000, None):
        rows = list(_loose().order_by(*_NEWEST).values_list("customer", "last_seen")[:many])
        last = dict(reversed(rows))
        if len(last) >= most or many is None or len(rows) < many:
            break
    return dict(sorted(last.items(), key=lambda one: one[1], reverse=True)[:most])


def loose_page(by: str, tenant: str, after: str) -> tuple[Sequence[Alert], str]:
    """Open alerts that belong to nothing, the newest first, and where the next page begins. by: `Held`, LETTER, or "" for all."""
    found = _loose()
    if by == LETTER:
        found = found.filter(held_by="")
    elif by:
        found = found.filter(held_by=by)
    if tenant:
        found = found.filter(customer__tenant=tenant)
    ids = list(found.filter(_before(after)).order_by(*_NEWEST).values_list("id", flat=True)[: A_PAGE + 1])
    rows = Alert.objects.filter(id__in=ids[:A_PAGE]).select_related("customer", "machine", "silence")
    shown = list(rows.order_by(*_NEWEST))
    return shown, f"{shown[-1].last_seen.isoformat()}~{shown[-1].id}" if len(ids) > A_PAGE else ""


def last_found() -> datetime | None:
    """When something happened last that was found, by the logs."""
    found: datetime | None = Alert.objects.aggregate(at=Max("last_seen"))["at"]
    return found


def _loose() -> QuerySet[Alert]:
    """Asked by the column of the join: PostgreSQL takes `id IS NULL` of what was joined for rarely true, and reads all there is."""
    return Alert.objects.filter(closed_at=None, belonging__alert=None)


def _before(text: str) -> Q:
    try:
        at, id = text.split("~")
        last, number = datetime.fromisoformat(at), UUID(id)
    except ValueError:
        return Q()
    if last.tzinfo is None:
        return Q()
    return Q(last_seen__lt=last) | Q(last_seen=last, id__lt=number)
