"""静かにする. Making silences, ending them, and asking when they are over. What is 赤 none of them hides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability, may
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.looking_back import preview
from otasuke.web.alerts.models import Silence
from otasuke.web.alerts.silencing import Wish, cleaned, faults, mark, real_ones
from otasuke.web.audit.services import record
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import _


@transaction.atomic
def make(
    customer: UUID,
    wanted: Mapping[str, str],
    *,
    reason: str,
    ends: datetime,
    owner: Person,
    actor: Person,
    at: datetime,
) -> Silence:
    """Let a company not be disturbed by this until then.

    wanted  field → value (silencing.FIELDS); owner: who answers for it.
    Raises Refused with every reason why it cannot be.
    """
    wish = Wish(cleaned(wanted), reason.strip(), at, ends)
    with tenant_scope(customer):
        company = Customer.objects.select_for_update().get(id=customer)
        _ask_at(customer, at)
        marked = mark(company.tenant, wish.wanted)
        refuse(customer, wish, owner=owner, taken=_same(customer, marked), at=at)
        made = Silence.objects.create(
            customer=company,
            wanted=wish.wanted,
            mark=marked,
            owner=owner,
            reason=wish.reason,
            made_by=actor,
            begins=at,
            ends=ends,
        )
        _recorded("silence.made", made, actor)
        return made


def refuse(customer: UUID, wish: Wish, *, owner: Person, taken: Silence | None, at: datetime) -> None:
    """Raises Refused if such a silence cannot be. taken: one that is there for the same."""
    found = faults(wish)
    if not may(roles_of(owner), Capability.JUDGE):
        found.append(_("責任を持つ人には、検知を判定できる人を選んでください。"))
    if taken is not None:
        found.append(_("同じものを、もう静かにしています（%(day)sまで）。", day=f"{taken.ends:%Y-%m-%d}"))
    if "rule" in wish.wanted and (real := real_ones(preview(customer, wish.wanted, at=at).effect)):
        found.append(real)
    if found:
        raise Refused(*found)


@transaction.atomic
def end(customer: UUID, silence: UUID, *, actor: Person, at: datetime) -> Silence:
    """Let it be heard again now. Raises NotFound, also if it is over."""
    with tenant_scope(customer):
        found = _running(silence, at=at)
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        _recorded("silence.ended", found, actor)
        return found


@transaction.atomic
def extend(customer: UUID, silence: UUID, *, ends: datetime, actor: Person, at: datetime) -> Silence:
    """Let it last until then, at most 90 days from its beginning. Raises NotFound, Refused."""
    with tenant_scope(customer):
        found = _running(silence, at=at)
        wish = Wish(found.wanted, found.reason, found.begins, ends)
        if ends <= found.ends:
            raise Refused(_("いまの終わりより後の日にしてください。早く終えるのは「いま終える」です。"))
        refuse(customer, wish, owner=found.owner, taken=None, at=at)
        found.ends = ends
        found.save(update_fields=["ends"])
        _recorded("silence.extended", found, actor)
        return found


@transaction.atomic
def keep_on(
    customer: UUID, silence: UUID, *, reason: str, ends: datetime, owner: Person, actor: Person, at: datetime
) -> Silence:
    """Answer its question: again, for a reason of today. Raises NotFound, Refused."""
    with tenant_scope(customer):
        before = _asked(silence)
        if reason.strip() == before.reason:
            raise Refused(_("前と同じ理由です。いまも続けるわけを書いてください。"))
        made = make(customer, before.wanted, reason=reason, ends=ends, owner=owner, actor=actor, at=at)
        _answer(before, at)
        return made


@transaction.atomic
def let_be(customer: UUID, silence: UUID, *, actor: Person, at: datetime) -> Silence:
    """Answer its question: it is over. Raises NotFound."""
    with tenant_scope(customer):
        found = _asked(silence)
        _answer(found, at)
        _recorded("silence.let_be", found, actor)
        return found


def ask(*, at: datetime) -> int:
    """Make questions of the silences that are over; how many."""
    with across("the silences of all companies end"):
        over = set(_over(at).values_list("customer", flat=True))
    asked = 0
    for customer in sorted(over):
        with tenant_scope(customer):
            asked += _ask_at(customer, at)
    return asked


def _ask_at(customer: UUID, at: datetime) -> int:
    over = list(_over(at).filter(customer=customer).select_for_update())
    for one in over:
        one.asked_at = at
        one.save(update_fields=["asked_at"])
        _recorded("silence.asked", one, None)
    return len(over)


def _over(at: datetime) -> QuerySet[Silence]:
    return Silence.objects.filter(ends__lte=at, ended_at=None, asked_at=None)


def _same(customer: UUID, marked: str) -> Silence | None:
    return Silence.objects.filter(customer=customer, mark=marked, ended_at=None, asked_at=None).first()


def _running(silence: UUID, *, at: datetime) -> Silence:
    locked = Silence.objects.select_for_update(of=("self",)).select_related("owner")
    found = locked.filter(id=silence, ended_at=None, ends__gt=at).first()
    if found is None:
        raise NotFound(silence)
    return found


def _asked(silence: UUID) -> Silence:
    locked = Silence.objects.select_for_update(of=("self",))
    found = locked.filter(id=silence, asked_at__isnull=False, answered_at=None).first()
    if found is None:
        raise NotFound(silence)
    return found


def _answer(silence: Silence, at: datetime) -> None:
    silence.answered_at = at
    silence.save(update_fields=["answered_at"])


def _recorded(verb: str, silence: Silence, actor: Person | None) -> None:
    record(
        verb,
        actor=actor,
        customer=silence.customer_id,
        target=f"silence {silence.id}",
        rule=silence.wanted.get("rule", ""),
        ends=silence.ends.isoformat(),
    )
