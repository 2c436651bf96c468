"""Reading contracts. A scope has to be open; it shows those of one company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef

from otasuke.web.contracts.errors import NotFound
from otasuke.web.contracts.explaining import cost_of_leaving
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan, SeatCount
from otasuke.web.contracts.policy import Costs, Ending, Seats, bound_until, costs
from otasuke.web.contracts.states import State
from otasuke.web.ui.sentences import _

IN_FORCE = (State.SIGNED.value, State.RUNNING.value, State.ENDING.value)


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract in force, as it is shown to the customer.

    bound_until  the last day of the minimum term; None: not begun, or nothing binds any more.
    leaving      what it costs if he says today that he leaves; None: not begun, or already said.
    """

    contract: Contract
    plan: Plan
    costs: Costs
    bound_until: date | None
    leaving: Ending | None
    consents: Sequence[Consent]


def terms_of(customer: UUID, *, today: date) -> Terms | None:
    """The contract of a company that is in force; None: it has none."""
    return terms_among(contracts_of(customer), today=today)


def terms_among(contracts: Sequence[Contract], *, today: date) -> Terms | None:
    """The one of a company's contracts that is in force; None: there is none."""
    contract = next((one for one in contracts if one.state in IN_FORCE), None)
    if contract is None:
        return None
    return Terms(
        contract,
        contract.plan,
        costs(contract.plan.as_policy(), contract.endpoints),
        _bound_until(contract, today),
        cost_of_leaving(contract, told=today) if contract.state == State.RUNNING.value else None,
        _consents(contract),
    )


def contracts_of(customer: UUID) -> Sequence[Contract]:
    """Every contract of a company, the newest first."""
    return list(Contract.objects.select_related("plan").filter(customer=customer).order_by("-made_at"))


def consent_of(customer: UUID, consent: UUID) -> Consent:
    """A consent of a company. Raises NotFound, also if it is another's."""
    found = Consent.objects.select_related("customer", "explanation__explained_by")
    one = found.filter(customer=customer, id=consent).first()
    if one is None:
        raise NotFound(_("この同意は見つかりません。"))
    return one


def newest_count(contract: Contract, what: SeatCount.What) -> SeatCount | None:
    """How many computers were seen, or are insured, as counted last; None: never."""
    return contract.seat_counts.filter(what=what).order_by("-counted_on").first()


def seats_of(contract: Contract) -> Seats | None:
    """How many computers are contracted, seen and insured, by the newest counts; None: one was never counted."""
    seen, insured = (newest_count(contract, what) for what in (SeatCount.What.SEEN, SeatCount.What.INSURED))
    return None if seen is None or insured is None else Seats(contract.endpoints, seen.number, insured.number)


def offered_plans() -> Sequence[Plan]:
    """The newest version of every plan."""
    return list(Plan.objects.order_by("code", "-version").distinct("code"))


@dataclass(frozen=True, slots=True)
class Offered:
    """A plan: the version that is offered, and those of before."""

    newest: Plan
    older: Sequence[Plan]


def all_plans() -> Sequence[Offered]:
    """Every plan with all its versions, the newest first."""
    found = Plan.objects.order_by("code", "-version")
    grouped = [list(versions) for _code, versions in groupby(found, key=lambda plan: plan.code)]
    return [Offered(versions[0], versions[1:]) for versions in grouped]


def unagreed(contract: Contract) -> Explanation | None:
    """The newest explanation of a contract, if nobody has agreed to it yet."""
    newest = Explanation.objects.select_related("plan").filter(contract=contract).order_by("-number").first()
    return newest if newest and not Consent.objects.filter(explanation=newest).exists() else None


def waiting_for(customer: UUID) -> Explanation | None:
    """What a company was given to read and to agree to on a page of its own; None: nothing waits."""
    return waiting_among(contracts_of(customer))


def waiting_among(contracts: Sequence[Contract]) -> Explanation | None:
    """The same of a company's contracts."""
    alive = [one.id for one in contracts if one.state not in (State.ENDED.value, State.ENDING.value)]
    if not alive:
        return None
    is_agreed = Exists(Consent.objects.filter(explanation=OuterRef("id")))
    newest = Explanation.objects.select_related("plan").filter(contract__in=alive).annotate(is_agreed=is_agreed)
    found = newest.order_by("contract", "-number").distinct("contract")
    waiting = {one.contract_id: one for one in found if not one.is_agreed and one.how == Explanation.How.PAGE}
    return next((waiting[one] for one in alive if one in waiting), None)


def consents_of(contract: Contract) -> Sequence[Consent]:
    """What was agreed to about a contract, the newest first."""
    return _consents(contract)


def _bound_until(contract: Contract, today: date) -> date | None:
    if contract.term_from is None:
        return None
    last = bound_until(contract.term_from, contract.term_months)
    return last if last >= today else None


def _consents(contract: Contract) -> Sequence[Consent]:
    """Newest first. The texts that were agreed to are long, and are not read."""
    found = Consent.objects.select_related("explanation").defer("explanation__text")
    found = found.filter(explanation__contract=contract)
    return list(found.order_by("-explanation__number"))
