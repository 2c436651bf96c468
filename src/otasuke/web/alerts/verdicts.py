"""判定. What alerts were, as people found out: it feeds the share of false alarms, and no silence may hide what was real."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime

from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences, tunings
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Alert, Judged, Silence
from otasuke.web.alerts.policy import About, Verdict
from otasuke.web.alerts.silencing import fits
from otasuke.web.audit.services import record
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import _

_SHORTEST = 2


@transaction.atomic
def judge(customer: UUID, alert: UUID, verdict: Verdict, *, words: str, actor: Person, at: datetime) -> Judged:
    """Say what an alert was, and how that is known. Silences and changes that would hide what was real end. Raises NotFound, Refused."""
    if len(words.strip()) < _SHORTEST:
        raise Refused(_("どうしてそうわかったのかを、ひとこと書いてください。"))
    with tenant_scope(customer):
        found = _locked(alert)
        made = Judged.objects.create(
            customer_id=customer,
            alert=found,
            verdict=verdict.value,
            words=words.strip()[:400],
            by=actor,
            at=at,
            before=_said(found),
        )
        found.verdict, found.verdict_by, found.verdict_at, found.verdict_words = verdict.value, actor, at, made.words
        _kept(found, "alert.judged", actor)
        if verdict is Verdict.TRUE:
            end_what_hides(found, actor=actor, at=at)
        return made


@transaction.atomic
def undo(customer: UUID, judged: UUID, *, actor: Person, at: datetime) -> Alert:
    """Put back what was thought before, if nobody judged it anew. Raises NotFound, Refused."""
    with tenant_scope(customer):
        made = Judged.objects.filter(id=judged, undone_at=None).first()
        if made is None:
            raise NotFound(judged)
        found = _locked(made.alert_id)
        if (found.verdict_at, found.verdict_by_id) != (made.at, made.by_id):
            raise Refused(_("そのあとに、別の判定がありました。"))
        before = made.before
        found.verdict, found.verdict_words = before["verdict"], before["words"]
        found.verdict_by_id = UUID(before["by"]) if before["by"] else None
        found.verdict_at = parse_datetime(before["at"]) if before["at"] else None
        made.undone_at = at
        made.save(update_fields=["undone_at"])
        _kept(found, "alert.verdict_undone", actor)
        return found


def _locked(alert: UUID) -> Alert:
    found = Alert.objects.select_for_update(of=("self",)).select_related("machine", "customer").filter(id=alert).first()
    if found is None:
        raise NotFound(alert)
    return found


def _said(alert: Alert) -> dict[str, Any]:
    return {
        "verdict": alert.verdict,
        "by": str(alert.verdict_by_id) if alert.verdict_by_id else "",
        "at": alert.verdict_at.isoformat() if alert.verdict_at else "",
        "words": alert.verdict_words,
    }


def _kept(alert: Alert, verb: str, actor: Person) -> None:
    alert.save(update_fields=["verdict", "verdict_by", "verdict_at", "verdict_words"])
    record(verb, actor=actor, customer=alert.customer_id, target=f"alert {alert.id}", verdict=alert.verdict)


def about(alert: Alert) -> About:
    """What an alert is about, as its fingerprint has it."""
    device = alert.machine.code if alert.machine else alert.device
    return About(alert.customer.tenant, alert.rule_id, device, alert.person, alert.counterpart)


def end_what_hides(alert: Alert, *, actor: Person, at: datetime) -> None:
    """It was real: no silence and no change after verdicts may hide it. Its company's scope is open."""
    running = Silence.objects.filter(customer=alert.customer_id, begins__lte=at, ends__gt=at, ended_at=None)
    for one in running:
        if fits(one.wanted, about(alert)):
            silences.end(alert.customer_id, one.id, actor=actor, at=at)
    tunings.end_those_for(alert, actor=actor, at=at)
