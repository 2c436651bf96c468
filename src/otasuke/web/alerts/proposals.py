"""Reading what verdicts propose to change, and what of it was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from otasuke.advice.colour import Colour
from otasuke.web.alerts.looking_back import past
from otasuke.web.alerts.looks import digest_of, look_of
from otasuke.web.alerts.models import Alert, Sighting, Silence, Tuning
from otasuke.web.alerts.policy import Kind, Verdict
from otasuke.web.alerts.proposing import LEAST, UNKNOWN, Case, Change, Proposal, propose
from otasuke.web.alerts.silencing import LOOKED_BACK, Past
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across, read_scope

_DAY_S = 86400
_MOST_RULES = 100
"""So many rules at companies are looked at for one page, those with most harmless alerts first."""
ENDED = Q(ended_at__isnull=False) | Q(silence__ended_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal to a company. look: what did it, in words, of a habit."""

    customer: UUID
    rule: str
    proposal: Proposal
    look: str = ""


@dataclass(frozen=True, slots=True)
class _Looks:
    """What did alerts. by_alert: digests; days: on which each was seen; words: digest → look."""

    by_alert: Mapping[UUID, frozenset[str]]
    days: Mapping[UUID, frozenset[int]]
    words: Mapping[str, str]


def waiting(*, at: datetime, most: int) -> list[Proposed]:
    """What there is to decide over all companies, the rules with most harmless alerts first."""
    with across("verdicts of all companies"):
        harmless = Alert.objects.filter(_HARMLESS, last_seen__gte=at - LOOKED_BACK).exclude(colour=Colour.RED.value)
        rules = harmless.order_by().values("customer", "rule_id").annotate(count=Count("id", distinct=True))
        wanted = list(
            rules.filter(count__gte=LEAST)
            .order_by("-count", "rule_id", "customer")
            .values_list("customer", "rule_id")[:_MOST_RULES]
        )
    found: list[Proposed] = []
    for customer, rule in wanted:
        found.extend(proposals_of(customer, rule, at=at))
        if len(found) >= most:
            break
    return found[:most]


_HARMLESS = Q(verdict=Verdict.BENIGN.value) | Q(verdict="", belonging__incident__outcome=Verdict.BENIGN.value)


def proposals_of(customer: UUID, rule: str, *, at: datetime) -> list[Proposed]:
    """What verdicts propose to change of a rule at a company, tried on its last 90 days."""
    with read_scope(customer):
        before = past(customer=customer, rule_id=rule, last_seen__gte=at - LOOKED_BACK)
        seen_to = seen_to_already(customer, at=at)
        about = [one for one in seen_to if one.kind is not Kind.HABIT]
        left = [one for one in before if one.is_benign and not any(change.covers(Case(one)) for change in about)]
        if len(left) < LEAST:
            return []
        looks = _looks(before)
        found = propose(
            [Case(one, looks.by_alert.get(one.id, frozenset()), looks.days.get(one.id, frozenset())) for one in before],
            seen_to,
        )
    return [Proposed(customer, rule, one, looks.words.get(one.change.wanted.get("look", ""), "")) for one in found]


def case_of(found: Past) -> Case:
    """An alert with what did it. Its company's scope is open."""
    looks = _looks([found])
    return Case(found, looks.by_alert.get(found.id, frozenset()), looks.days.get(found.id, frozenset()))


def seen_to_already(customer: UUID, *, at: datetime) -> list[Change]:
    """What is quiet already, and what was declined. The company's scope is open."""
    changed = Tuning.objects.filter(customer=customer, ends__gt=at).exclude(ENDED)
    silences = Silence.objects.filter(customer=customer, begins__lte=at, ends__gt=at, ended_at=None)
    return [
        *(change_of(one) for one in changed),
        *(Change(Kind.SILENCE, wanted) for wanted in silences.values_list("wanted", flat=True)),
    ]


def change_of(tuning: Tuning) -> Change:
    """As it was proposed."""
    return Change(Kind(tuning.kind), tuning.wanted)


def accepted(*, at: datetime) -> QuerySet[Tuning]:
    """What is changed now, with `quiet`, how many alerts it made quiet; what ends first before. A scope is open."""
    on = Tuning.objects.filter(is_declined=False, begins__lte=at, ends__gt=at).exclude(ENDED)
    counted = on.annotate(quiet=Count("alerts", distinct=True) + Count("silence__alerts", distinct=True))
    return counted.select_related("customer", "made_by", "silence").order_by("ends", "id")


def companies_of(found: Iterable[Proposed]) -> Mapping[UUID, Customer]:
    """The companies of proposals. A scope over all is open."""
    return Customer.objects.in_bulk({one.customer for one in found})


def _looks(before: Sequence[Past]) -> _Looks:
    by_id = {one.id: one for one in before}
    found: dict[UUID, set[str]] = {}
    days: dict[UUID, set[int]] = {}
    kept: dict[UUID, int] = {}
    words: dict[str, str] = {}
    rows = Sighting.objects.filter(alert__in=by_id, alert__events=[]).values_list("alert", "at", "matched", "fields")
    for alert, seen_at, matched, fields in rows.iterator():
        about = by_id[alert].about
        seen = look_of(about.rule, about.device, matched=matched, fields=fields)
        digest = digest_of(seen) or UNKNOWN
        words.setdefault(digest, seen)
        found.setdefault(alert, set()).add(digest)
        days.setdefault(alert, set()).add(int(seen_at.timestamp() // _DAY_S))
        kept[alert] = kept.get(alert, 0) + 1
    for alert, many in kept.items():
        if many < by_id[alert].times:
            found[alert].add(UNKNOWN)
    return _Looks(
        {alert: frozenset(some) for alert, some in found.items()},
        {alert: frozenset(some) for alert, some in days.items()},
        words,
    )
