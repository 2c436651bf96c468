"""検知の見直し. How many of a rule's alerts were false alarms, at each company and over all. A scope over all is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FloatField, Max, Q
from django.db.models.functions import Cast, NullIf

from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.policy import Verdict

_Rows = Any  # a query of rows that have counts besides
ORDERS = ("share", "number", "companies")


@dataclass(frozen=True, slots=True)
class Share:
    """What was judged of a rule, at a company or over all. share: of what was judged real or harmless, how much was harmless."""

    rule: str
    title: str
    alerts: int
    true: int
    benign: int
    test: int
    companies: int
    share: float | None
    customer: UUID | None = None
    customer_name: str = ""
    customer_tenant: str = ""

    @property
    def judged(self) -> int:
        return self.true + self.benign + self.test

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(self.share * 100)


def by_rule(words: str = "", *, order: str = "share", judged_only: bool = False) -> _Rows:
    """A row for each rule, the worst first; `share_of` reads one. order: of ORDERS."""
    found = _counted(_sought(words).values("rule_id"))
    first = {"number": F("alerts").desc(), "companies": F("companies").desc()}.get(
        order, F("share").desc(nulls_last=True)
    )
    return (found.exclude(verdicts=0) if judged_only else found).order_by(first, F("benign").desc(), "rule_id")


def by_customer(rules: Iterable[str]) -> Sequence[Share]:
    """A row for each of these rules and each company, in one statement; the worst first."""
    found = _counted(
        Alert.objects.filter(rule_id__in=list(rules)).values(
            "rule_id", "customer", "customer__name", "customer__tenant"
        )
    )
    return [
        share_of(one)
        for one in found.order_by("rule_id", F("share").desc(nulls_last=True), "-alerts", "customer__name")
    ]


def share_of(row: Mapping[str, Any]) -> Share:
    """A row as it is read."""
    return Share(
        rule=row["rule_id"],
        title=row["newest_title"],
        alerts=row["alerts"],
        true=row["true"],
        benign=row["benign"],
        test=row["test"],
        companies=row["companies"],
        share=row["share"],
        customer=row.get("customer"),
        customer_name=row.get("customer__name", ""),
        customer_tenant=row.get("customer__tenant", ""),
    )


def _sought(words: str) -> _Rows:
    if not words:
        return Alert.objects.all()
    return Alert.objects.filter(Q(title__icontains=words) | Q(rule_id__icontains=words))


def _counted(grouped: _Rows) -> _Rows:
    def of(verdict: Verdict) -> Count:
        return Count("rule_id", filter=Q(verdict=verdict.value))

    counted = grouped.annotate(  # counted by what is in the index alert_of_rule: rows are wide
        alerts=Count("rule_id"),
        true=of(Verdict.TRUE),
        benign=of(Verdict.BENIGN),
        test=of(Verdict.TEST),
        verdicts=Count("rule_id", filter=~Q(verdict="")),
        companies=Count("customer", distinct=True),
        newest_title=Max("title"),
    )
    either = NullIf(Cast(F("true") + F("benign"), FloatField()), 0.0)
    return counted.annotate(share=Cast(F("benign"), FloatField()) / either)
