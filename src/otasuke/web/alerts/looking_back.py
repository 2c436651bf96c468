"""What was found before, as replays take it. The company's scope is open, or that of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert, Sighting
from otasuke.web.alerts.policy import About, Held, Verdict
from otasuke.web.alerts.silencing import LOOKED_BACK, Effect, Past, effect
from otasuke.web.tenancy.scope import read_scope

WAS_REAL = Q(verdict=Verdict.TRUE.value) | Q(belonging__incident__outcome=Verdict.TRUE.value)
"""Judged so, or part of an incident that was closed so; what an alert belongs to is incidents' own."""
_OF_ALERT = (
    "id", "customer__tenant", "rule_id", "device", "machine__code", "person", "counterpart",
    "title", "colour", "last_seen", "times", "verdict", "belonging__incident__outcome", "held_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What a silence would have hidden since then. days: how often it was seen, by day in Japan, of what would have been hidden."""

    since: datetime
    effect: Effect
    days: Sequence[tuple[date, int]] = ()

    @property
    def seen(self) -> int:
        """How often."""
        return sum(times for _day, times in self.days)


def past(**wanted: object) -> list[Past]:
    """Alerts as replays take them. wanted: as a filter of alerts takes it."""
    return [_past(*row) for row in Alert.objects.filter(**wanted).values_list(*_OF_ALERT)]


def preview(customer: UUID, wanted: Mapping[str, str], *, at: datetime) -> Preview:
    """What a silence would have hidden at its company in the last 90 days."""
    since = at - LOOKED_BACK
    with read_scope(customer):
        rules = _rules(customer, wanted.get("rule", ""))
        found = effect(wanted, past(customer=customer, rule_id__in=rules, last_seen__gte=since))
        return Preview(since, found, _days({one.id for one in found.hidden}, since))


def _rules(customer: UUID, rule: str) -> list[str]:
    """As silences fit: whatever case a rule's name is written in."""
    known = Alert.objects.filter(customer=customer).values_list("rule_id", flat=True).distinct()
    return [one for one in known if one.casefold() == rule.casefold()]


def _days(alerts: Collection[UUID], since: datetime) -> list[tuple[date, int]]:
    found = Sighting.objects.filter(alert__in=alerts, at__gte=since).annotate(day=TruncDate("at")).values_list("day")
    return list(found.annotate(times=Count("id")).order_by("-day"))


def _past(
    id: UUID,
    tenant: str,
    rule: str,
    device: str,
    code: str | None,
    person: str,
    counterpart: str,
    title: str,
    colour: str,
    last_seen: datetime,
    times: int,
    verdict: str,
    outcome: str | None,
    held: str,
) -> Past:
    return Past(
        id=id,
        about=About(tenant, rule, code or device, person, counterpart),
        title=title,
        colour=Colour(colour),
        at=last_seen,
        times=times,
        is_true=Verdict.TRUE.value in (verdict, outcome),
        held=Held(held) if held else None,
        is_benign=Verdict.BENIGN.value in (verdict, outcome) and Verdict.TRUE.value not in (verdict, outcome),
    )
