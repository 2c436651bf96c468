"""Offering plans, and the steps of a contract that need no consent. Those that do stand in explaining.py."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from otasuke.web.audit.services import Actor, record
from otasuke.web.contracts.errors import BreaksRules, ContractError, NotFound, NothingCovered, NotYet
from otasuke.web.contracts.models import Contract, Plan, SeatCount
from otasuke.web.contracts.policy import breaches
from otasuke.web.contracts.standards import STANDARDS
from otasuke.web.contracts.states import State, Step, next_state
from otasuke.web.customers.models import Customer
from otasuke.web.ui.sentences import _


@transaction.atomic
def offer_plan(plan: Plan, *, actor: Actor | None) -> Plan:
    """Save a plan as the next version of its code.

    Raises BreaksRules, NothingCovered, and ValidationError of Django for what no field can hold.
    """
    check(plan)
    if not plan.cover_yen:
        raise NothingCovered
    newest = Plan.objects.filter(code=plan.code).order_by("-version").first()
    plan.version = newest.version + 1 if newest else 1
    plan.full_clean()
    plan.save(force_insert=True)
    record("plan.offered", actor=actor, target=f"plan {plan.id}", code=plan.code, version=plan.version)
    return plan


@transaction.atomic
def draft_contract(customer: Customer, plan: Plan, *, endpoints: int, actor: Actor | None) -> Contract:
    """Prepare a contract. Raises BreaksRules."""
    check(plan, endpoints=endpoints)
    contract = Contract.objects.create(customer=customer, plan=plan, endpoints=endpoints)
    record("contract.drafted", actor=actor, customer=customer.id, target=f"contract {contract.id}")
    return contract


@transaction.atomic
def begin(contract: UUID, *, on: date, actor: Actor | None) -> Contract:
    """Let the service begin; the minimum term is counted from that day. Raises NotPossible."""
    found = locked(contract)
    found.started = found.term_from = on
    found.term_months = found.plan.term_months
    return take(found, Step.BEGIN, "contract.begun", actor=actor)


@transaction.atomic
def keep(contract: UUID, *, today: date, actor: Actor | None) -> Contract:
    """Take back the end of a contract. Raises NotPossible, NotYet."""
    found = locked(contract)
    if found.ends_on and today > found.ends_on:
        words = _("%(day)s に終わった契約は、続けられません。新しい契約を作ってください。", day=str(found.ends_on))
        raise NotYet(words)
    found.ends_on = None
    return take(found, Step.KEEP, "contract.kept", actor=actor)


@transaction.atomic
def end(contract: UUID, *, today: date, actor: Actor | None) -> Contract:
    """Close a contract whose last day is over. Raises NotPossible, NotYet."""
    found = locked(contract)
    if found.ends_on and today <= found.ends_on:
        raise NotYet(_("契約は %(day)s まで続きます。その翌日から終了にできます。", day=str(found.ends_on)))
    return take(found, Step.END, "contract.ended", actor=actor)


@transaction.atomic
def drop(contract: UUID, *, actor: Actor | None) -> Contract:
    """Give up a contract before its service began. Raises NotPossible."""
    return take(locked(contract), Step.DROP, "contract.dropped", actor=actor)


@transaction.atomic
def count_seats(contract: UUID, what: SeatCount.What, *, number: int, on: date, actor: Actor | None) -> SeatCount:
    """Keep how many computers were seen, or are insured, on a day; a later count of that day replaces it."""
    found = locked(contract)
    count, _made = SeatCount.objects.update_or_create(
        customer_id=found.customer_id, contract=found, what=what, counted_on=on, defaults={"number": number}
    )
    target = f"contract {found.id}"
    record("seats.counted", actor=actor, customer=found.customer_id, target=target, what=what.value, number=number)
    return count


def check(plan: Plan, *, endpoints: int | None = None) -> None:
    """Raises BreaksRules if a plan, or a contract of it for so many computers, breaks the standard."""
    standard = STANDARDS.get(plan.standard)
    if standard is None:
        known = ", ".join(STANDARDS)
        raise ContractError(_("基準「%(name)s」はありません。あるのは: %(known)s", name=plan.standard, known=known))
    terms = plan.as_policy()
    if found := breaches(terms, standard, endpoints=endpoints, registered=plan.ceilings()):
        raise BreaksRules(found, terms.kind)


def locked(contract: UUID) -> Contract:
    """A contract that nobody else changes until the transaction is over. Raises NotFound."""
    found = Contract.objects.select_for_update(of=("self",)).select_related("plan").filter(id=contract).first()
    if found is None:
        raise NotFound(_("この契約は見つかりません。"))
    return found


def take(contract: Contract, step: Step, verb: str, *, actor: Actor | None) -> Contract:
    """Take a step of a locked contract, and save it. Raises NotPossible."""
    contract.state = next_state(State(contract.state), step).value
    contract.save()
    record(verb, actor=actor, customer=contract.customer_id, target=f"contract {contract.id}", state=contract.state)
    return contract
