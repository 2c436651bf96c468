"""Inviting companies: a link that is known only by its digest, expires, and can be sent again, withdrawn and given back.

Two links lead to the same pages. One is shown to staff, who print it or hand it over; the other is mailed, and nobody but
who reads that mailbox has it. So who comes by the mailed one needs no other proof that the address is his.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.links import digest_of
from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.contracts.models import Contract, Plan
from otasuke.web.contracts.selectors import IN_FORCE
from otasuke.web.contracts.services import check, draft_contract
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Customer
from otasuke.web.joining.errors import BadInvitation, NoSuchLink
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import LIVES_FOR, Step
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import _

_NOT_BEGUN = (State.DRAFT.value, State.EXPLAINED.value)


@dataclass(frozen=True, slots=True)
class Invited:
    """A company that was invited. secret, mailed_secret: of both links, kept nowhere; "": nothing is to be mailed."""

    joining: Joining
    secret: str
    mailed_secret: str


def invite(
    customer: Customer, plan: Plan, *, endpoints: int, email: str, name: str, actor: Person | None, now: datetime
) -> Invited:
    """Invite a company to a plan. Raises BadInvitation, BreaksRules.

    endpoints  for how many computers a page begins to reckon; the owner says how many there are.
    """
    check(plan, endpoints=endpoints)
    with tenant_scope(customer.id):
        Customer.objects.select_for_update().get(id=customer.id)  # two who invite it at once are one after the other
        if open_joining(customer.id) is not None:
            raise BadInvitation("company", _("この会社は、もう招いています。参加の状況から送り直せます。"))
        contract = _contract(customer, plan, endpoints, actor)
        joining = Joining(customer=customer, contract=contract, plan=plan, made_by=actor, made_at=now, since=now)
        joining.email, joining.name = email.strip(), name.strip()
        made = _with_links(joining, now)
        _note("joining.invited", joining, actor)
    return made


def send_again(
    joining: Joining, *, email: str, actor: Person | None, now: datetime, seen: datetime | None = None
) -> Invited:
    """New links for who lost his, or let them run out; those of before are over, where he stands stays.

    seen  when it was sent last, as far as `actor` knows. Raises NoSuchLink, also if it was sent since.
    """
    with tenant_scope(joining.customer_id):
        found = locked(joining.id)
        if found.withdrawn_at is not None or found.step == Step.CONNECTED.value or seen not in (None, found.sent_at):
            raise NoSuchLink
        found.email = email.strip()
        made = _with_links(found, now)
        _note("joining.sent_again", found, actor)
    return made


def withdraw(joining: Joining, *, actor: Person | None, now: datetime) -> None:
    """Take an invitation back. What was agreed to and connected stays as it is. Raises NoSuchLink."""
    with tenant_scope(joining.customer_id):
        found = locked(joining.id)
        if found.withdrawn_at is None:
            found.withdrawn_at = now
            found.save(update_fields=["withdrawn_at"])
            _note("joining.withdrawn", found, actor)


def give_back(joining: Joining, *, actor: Person | None) -> None:
    """Undo a withdrawal: the links are as good as before. Raises NoSuchLink, BadInvitation if it was invited anew."""
    with tenant_scope(joining.customer_id):
        found = locked(joining.id)
        if found.withdrawn_at is None:
            return
        if open_joining(found.customer_id) is not None:
            raise BadInvitation("company", _("この会社は、もう一度招かれています。"))
        found.withdrawn_at = None
        found.save(update_fields=["withdrawn_at"])
        _note("joining.given_back", found, actor)


def open_joining(customer: UUID) -> Joining | None:
    """The invitation of a company that is under way. A scope has to be open."""
    return Joining.objects.filter(customer=customer, withdrawn_at=None).exclude(step=Step.CONNECTED.value).first()


def locked(joining: UUID) -> Joining:
    """An invitation that nobody else changes until the transaction is over. Raises NoSuchLink."""
    found = (
        Joining.objects.select_for_update(of=("self",)).select_related("customer", "plan").filter(id=joining).first()
    )
    if found is None:
        raise NoSuchLink
    return found


def _contract(customer: Customer, plan: Plan, endpoints: int, actor: Person | None) -> Contract:
    """What he is to agree to: one that was prepared and never agreed to, or a new one."""
    of_his = Contract.objects.filter(customer=customer)
    if of_his.filter(state__in=IN_FORCE).exists():
        raise BadInvitation("company", _("この会社には、もう契約があります。機器は、会社の端末のページから足せます。"))
    prepared = of_his.filter(state__in=_NOT_BEGUN).order_by("made_at").last()
    return prepared or draft_contract(customer, plan, endpoints=endpoints, actor=actor)


@transaction.atomic
def _with_links(joining: Joining, now: datetime) -> Invited:
    """Save it with fresh links."""
    secret, mailed = secrets.token_urlsafe(24), secrets.token_urlsafe(24) if joining.email else ""
    joining.digest, joining.mailed_digest = digest_of(secret), digest_of(mailed) if mailed else None
    joining.sent_at, joining.expires_at = now, now + LIVES_FOR
    joining.save()
    return Invited(joining, secret, mailed)


def _note(verb: str, joining: Joining, actor: Person | None) -> None:
    record(verb, actor=actor, customer=joining.customer_id, target=f"joining {joining.id}", step=joining.step)
