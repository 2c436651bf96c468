"""What is asked about alerts, silences and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from otasuke.web.alerts.errors import NotFound
from otasuke.web.alerts.models import Alert, Sighting, Silence
from otasuke.web.sensors.models import Device

_MOST_RULES = 200


def alert(alert: UUID) -> Alert:
    """An alert within the open scope. Raises NotFound."""
    found = (
        Alert.objects.select_related("customer", "machine", "silence", "tuning", "verdict_by").filter(id=alert).first()
    )
    if found is None:
        raise NotFound(alert)
    return found


def silence(silence: UUID, *, at: datetime) -> Silence:
    """A silence with what it hid. Raises NotFound."""
    found = _with_hidden(at).filter(id=silence).first()
    if found is None:
        raise NotFound(silence)
    return found


def questions(*, at: datetime) -> QuerySet[Silence]:
    """Silences that were over and wait for an answer, the oldest first. A scope is open."""
    asked = Q(asked_at__isnull=False) | Q(asked_at=None, ended_at=None, ends__lte=at)
    return _with_hidden(at).filter(asked, answered_at=None).order_by("ends")


def running(*, at: datetime) -> QuerySet[Silence]:
    """Silences that are on, those that end first before."""
    return _with_hidden(at).filter(begins__lte=at, ends__gt=at, ended_at=None).order_by("ends", "id")


def over(*, at: datetime) -> QuerySet[Silence]:
    """Silences that ended and were seen to, the newest first."""
    ended = Q(ended_at__isnull=False) | Q(answered_at__isnull=False)
    return _with_hidden(at).filter(ended).order_by(Coalesce("ended_at", "ends").desc(), "id")


def hidden_by(silence: Silence) -> QuerySet[Alert]:
    """What a silence hid, the newest first."""
    return Alert.objects.select_related("machine").filter(silence=silence).order_by("-last_seen")


def titles(rules: Sequence[str]) -> dict[str, str]:
    """What rules were called last, where they found something. A scope is open."""
    newest = Alert.objects.filter(rule_id__in=rules).order_by("rule_id", "-last_seen").distinct("rule_id")
    return dict(newest.values_list("rule_id", "title"))


def _with_hidden(at: datetime) -> QuerySet[Silence]:
    """Silences with `hidden`, how many alerts they hid, and `seen`, how often these were seen meanwhile."""
    sightings = (
        Sighting.objects.filter(alert__silence=OuterRef("pk"), at__gte=OuterRef("begins"))
        .order_by()
        .values("alert__silence")
        .annotate(times=Count("id"))
        .values("times")
    )
    silences = Silence.objects.select_related("customer", "owner", "made_by")
    return silences.annotate(
        hidden=Count("alerts", distinct=True),
        seen=Coalesce(Subquery(sightings, output_field=IntegerField()), 0),
        is_on=Q(begins__lte=at, ends__gt=at, ended_at=None),
        lasts=F("ends") - F("begins"),
    )


def machine_names(codes: Sequence[str]) -> dict[str, str]:
    """What customers call devices, by their codes. A scope is open."""
    return dict(Device.objects.filter(code__in=[code for code in codes if code]).values_list("code", "name"))


def rules_called(words: str) -> list[str]:
    """Rules that found something under a title with these words. A scope is open."""
    found = Alert.objects.filter(title__icontains=words).values_list("rule_id", flat=True)
    return list(found.order_by("rule_id").distinct()[:_MOST_RULES])
