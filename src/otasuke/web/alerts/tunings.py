"""調整. Accepting what verdicts propose, declining it, and taking it back. Each is a line in the company's audit log."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.looking_back import past
from otasuke.web.alerts.models import Alert, Silence, Tuning
from otasuke.web.alerts.policy import Kind
from otasuke.web.alerts.proposals import ENDED, Proposed, case_of, change_of, proposals_of
from otasuke.web.alerts.proposing import LASTS
from otasuke.web.audit.services import record
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import _

NOT_ASKED = timedelta(days=30)
"""So long what was declined is not proposed again."""


@transaction.atomic
def accept(customer: UUID, rule: str, mark: str, *, actor: Person, at: datetime) -> Tuning:
    """Change what is proposed, after it was tried once more. Raises NotFound if it is not proposed any more, Refused."""
    with tenant_scope(customer):
        found = _proposed(customer, rule, mark, at=at)
        if found.proposal.refused:
            raise Refused(found.proposal.refused)
        made = _made(found, actor, at, ends=at + LASTS[found.proposal.change.kind])
        if found.proposal.change.kind is Kind.SILENCE:
            made.silence = _silence(found, made, actor)
        made.save()
        _recorded("tuning.accepted", made, actor)
        return made


@transaction.atomic
def decline(customer: UUID, rule: str, mark: str, *, actor: Person, at: datetime) -> Tuning:
    """Leave it as it is, and do not ask for a month. Raises NotFound."""
    with tenant_scope(customer):
        made = _made(_proposed(customer, rule, mark, at=at), actor, at, ends=at + NOT_ASKED)
        made.is_declined = True
        made.save()
        _recorded("tuning.declined", made, actor)
        return made


@transaction.atomic
def undo(customer: UUID, tuning: UUID, *, actor: Person, at: datetime) -> Tuning:
    """As it was before. Raises NotFound, also if it is over."""
    with tenant_scope(customer):
        running = Tuning.objects.select_for_update(of=("self",)).select_related("silence")
        found = running.filter(id=tuning, ends__gt=at).exclude(ENDED).first()
        if found is None:
            raise NotFound(tuning)
        if found.silence is not None:
            silences.end(customer, found.silence.id, actor=actor, at=at)
        _end(found, actor, at)
        return found


def end_those_for(alert: Alert, *, actor: Person, at: datetime) -> None:
    """It was real: nothing may make it quiet. Silences are ended by themselves. Its company's scope is open."""
    running = Tuning.objects.select_for_update().filter(
        customer=alert.customer_id, is_declined=False, begins__lte=at, ends__gt=at, ended_at=None
    )
    on = list(running.exclude(kind=Kind.SILENCE.value))
    if not on:
        return
    (found,) = past(id=alert.id)
    case = case_of(found)
    for one in on:
        if change_of(one).touches(case):
            _end(one, actor, at)


def _proposed(customer: UUID, rule: str, mark: str, *, at: datetime) -> Proposed:
    if Customer.objects.select_for_update().filter(id=customer).first() is None:
        raise NotFound(customer)
    Tuning.objects.filter(customer=customer, ended_at=None, ends__lte=at).update(ended_at=at)
    Tuning.objects.filter(customer=customer, ended_at=None, silence__ended_at__isnull=False).update(ended_at=at)
    for one in proposals_of(customer, rule, at=at):
        if one.proposal.change.mark == mark:
            return one
    raise NotFound(mark)


def _made(found: Proposed, actor: Person, at: datetime, *, ends: datetime) -> Tuning:
    change = found.proposal.change
    return Tuning(
        customer_id=found.customer,
        kind=change.kind.value,
        wanted=dict(change.wanted),
        mark=change.mark,
        look=found.look,
        judged=len(found.proposal.judged),
        spared=found.proposal.effect.disturbing,
        made_by=actor,
        begins=at,
        ends=ends,
    )


def _silence(found: Proposed, made: Tuning, actor: Person) -> Silence:
    reason = str(_("判定から：何でもなかったのが%(count)s件", count=made.judged))
    return silences.make(
        found.customer, made.wanted, reason=reason, ends=made.ends, owner=actor, actor=actor, at=made.begins
    )


def _end(tuning: Tuning, actor: Person, at: datetime) -> None:
    tuning.ended_at = at
    tuning.save(update_fields=["ended_at"])
    _recorded("tuning.ended", tuning, actor)


def _recorded(verb: str, tuning: Tuning, actor: Person) -> None:
    record(
        verb,
        actor=actor,
        customer=tuning.customer_id,
        target=f"tuning {tuning.id}",
        kind=tuning.kind,
        rule=tuning.wanted["rule"],
        spared=tuning.spared,
        ends=tuning.ends.isoformat(),
    )
