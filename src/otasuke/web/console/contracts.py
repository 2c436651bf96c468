"""The contracts of a company, and their steps: prepared, explained, agreed to, begun, changed, renewed, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.company import found
from otasuke.web.console.contract_forms import (
    AgreeForm,
    ChangeForm,
    ChoiceOfPlan,
    CountForm,
    DayForm,
    StartForm,
    TellForm,
)
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.contracts.errors import ContractError, NotFound
from otasuke.web.contracts.evidence import consent_pdf
from otasuke.web.contracts.explaining import (
    consent,
    cost_of_leaving,
    explain_change,
    explain_ending,
    explain_renewal,
    explain_start,
)
from otasuke.web.contracts.models import Consent, Contract, Explanation, SeatCount
from otasuke.web.contracts.policy import Costs, Ending, costs
from otasuke.web.contracts.selectors import consent_of, consents_of, contracts_of, unagreed
from otasuke.web.contracts.services import begin, count_seats, draft_contract, drop, end, keep
from otasuke.web.contracts.states import NotPossible, State, Step
from otasuke.web.contracts.texts import Section, parse_plain
from otasuke.web.contracts.waiting import has_owner, mailed_at, tell_owners
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.telling import told

_STATES = tuple(State)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An explanation to which nobody has agreed yet. mailed: when the owners were told of it."""

    explanation: Explanation
    mailed: Sequence[datetime]
    has_owner: bool
    title: str
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class ContractNow:
    """A contract with the steps that are possible, as forms by their name. at: the number of its state, from 1."""

    contract: Contract
    at: int
    costs: Costs
    leaving: Ending | None
    waiting: Waiting | None
    consents: Sequence[Consent]
    forms: Mapping[str, forms.Form]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A step that somebody wants to take."""

    customer: Customer
    staff: Staff
    contract: UUID | None
    data: Mapping[str, Any]
    form: Any
    now: datetime


@never_cache
@require_GET
@for_staff(Capability.EDIT_CONTRACTS)
def contracts(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """契約. Where the contract stands, and the next step."""
    return _page(request, staff, found(code))


@never_cache
@require_POST
@for_staff(Capability.EDIT_CONTRACTS)
def step(request: HttpRequest, staff: Staff, code: str, step: str) -> HttpResponse:
    """Take a step."""
    customer, way = found(code), _STEPS.get(step)
    if way is None or customer.withdrawn_at is not None:
        raise Http404
    with tenant_scope(customer.id):
        contract = _contract(customer, request.POST.get("contract", ""))
        form = way.form(request.POST, **({"contract": contract} if way.form in _WITH_CONTRACT else {}))
        if not form.is_valid():
            return _page(request, staff, customer, wrong={step: form}, of=contract, status=200)
        asked = _Asked(customer, staff, contract.id if contract else None, form.cleaned_data, form, timezone.now())
    try:
        with tenant_scope(customer.id):
            made = way.take(asked)
            if isinstance(made, Explanation) and made.how == Explanation.How.PAGE:
                tell_owners(made, address=request.build_absolute_uri(reverse("contract")))
    except ContractError as error:
        return _page(request, staff, customer, words=[told(one) for one in error.sentences], of=contract, status=409)
    except NotPossible:
        words = [_("この契約では、いまはできません。ほかの人が先に進めたかもしれません。")]
        return _page(request, staff, customer, words=words, of=contract, status=409)
    return redirect(f"{reverse('console-contract', args=[code])}#contracts")


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def consent_file(_request: HttpRequest, staff: Staff, code: str, consent: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """The evidence of a consent as a PDF."""
    customer = found(code)
    with tenant_scope(customer.id):
        try:
            kept = consent_of(customer.id, consent)
        except NotFound:
            raise Http404 from None
        name = f"{customer.tenant}-{kept.explanation.purpose}-{timezone.localdate(kept.given_at)}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(consent_pdf(kept), "application/pdf", headers=headers)


def _contract(customer: Customer, number: str) -> Contract | None:
    """The contract of a company that a form names. Raises Http404."""
    if not number:
        return None
    try:
        one = next((one for one in contracts_of(customer.id) if one.id == UUID(number)), None)
    except ValueError:
        one = None
    if one is None:
        raise Http404
    return one


def _page(
    request: HttpRequest,
    staff: Staff,
    customer: Customer,
    *,
    wrong: Mapping[str, forms.Form] | None = None,
    words: Sequence[str] = (),
    of: Contract | None = None,
    status: int = 200,
) -> HttpResponse:
    with tenant_scope(customer.id):
        all_of_them = contracts_of(customer.id)
        open_ones = [one for one in all_of_them if one.state != State.ENDED.value]
        shown = {
            "customer": customer,
            "contracts": [_now(one, wrong if of and of.id == one.id else None) for one in open_ones],
            "ended": [(one, consents_of(one)) for one in all_of_them if one.state == State.ENDED.value],
            "draft": (wrong or {}).get("draft") or ChoiceOfPlan(),
            "may_draft": customer.withdrawn_at is None and not open_ones,
            "steps": [_("準備"), _("説明"), _("同意"), _("利用"), _("終了予定")],
            "words": words,
        }
    return page(request, staff, "contracts", shown, status=status)


def _now(contract: Contract, wrong: Mapping[str, forms.Form] | None) -> ContractNow:
    state, today = State(contract.state), timezone.localdate()
    waiting = unagreed(contract)
    possible: dict[str, forms.Form] = {}
    if state in (State.DRAFT, State.EXPLAINED):
        initial = {"plan": str(contract.plan_id), "endpoints": contract.endpoints, "from_day": today}
        possible["start"] = StartForm(contract=contract, initial=initial)
    elif state is State.SIGNED:
        possible["begin"] = DayForm(initial={"on": today})
    elif state is State.RUNNING:
        possible |= {"change": ChangeForm(contract=contract), "renewal": TellForm(), "ending": TellForm()}
    if state in (State.RUNNING, State.ENDING):
        possible["insured"] = CountForm()
    if waiting and state is not State.ENDING:
        possible["agree"] = AgreeForm(initial={"digest": waiting.digest, "explanation": waiting.id})
    return ContractNow(
        contract,
        _STATES.index(state) + 1,
        costs(contract.plan.as_policy(), contract.endpoints),
        cost_of_leaving(contract, told=today) if state is State.RUNNING else None,
        _waiting(waiting) if waiting and state is not State.ENDING else None,
        consents_of(contract),
        {**possible, **(wrong or {})},
    )


def _waiting(explanation: Explanation) -> Waiting:
    title, sections = parse_plain(explanation.text)
    return Waiting(explanation, mailed_at(explanation), has_owner(explanation.customer_id), title, sections)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a step is taken."""

    form: Callable[..., forms.Form]
    take: Callable[[_Asked], object]


def _id(asked: _Asked) -> UUID:
    if asked.contract is None:
        raise Http404
    return asked.contract


def _draft(asked: _Asked) -> None:
    for one in contracts_of(asked.customer.id):
        if one.state != State.ENDED.value:
            raise NotPossible(State(one.state), Step.EXPLAIN)
    draft_contract(asked.customer, asked.form.chosen(), endpoints=asked.data["endpoints"], actor=asked.staff.person)


def _start(asked: _Asked) -> Explanation:
    return explain_start(
        _id(asked),
        asked.form.telling(asked.staff.person, asked.now),
        plan=asked.form.chosen(),
        endpoints=asked.data["endpoints"],
        from_day=asked.data["from_day"],
    )


def _change(asked: _Asked) -> Explanation:
    telling = asked.form.telling(asked.staff.person, asked.now)
    return explain_change(_id(asked), telling, plan=asked.form.chosen(), endpoints=asked.data["endpoints"])


def _agree(asked: _Asked) -> None:
    consent(asked.data["explanation"], digest=asked.data["digest"], name=asked.data["name"], person=None, at=asked.now)


def _insured(asked: _Asked) -> None:
    count_seats(
        _id(asked),
        SeatCount.What.INSURED,
        number=asked.data["number"],
        on=timezone.localdate(asked.now),
        actor=asked.staff.person,
    )


_WITH_CONTRACT = (StartForm, ChangeForm, TellForm)
_STEPS: Mapping[str, _Way] = {
    "draft": _Way(ChoiceOfPlan, _draft),
    "start": _Way(StartForm, _start),
    "change": _Way(ChangeForm, _change),
    "renewal": _Way(
        TellForm, lambda asked: explain_renewal(_id(asked), asked.form.telling(asked.staff.person, asked.now))
    ),
    "ending": _Way(
        TellForm, lambda asked: explain_ending(_id(asked), asked.form.telling(asked.staff.person, asked.now))
    ),
    "agree": _Way(AgreeForm, _agree),
    "begin": _Way(DayForm, lambda asked: begin(_id(asked), on=asked.data["on"], actor=asked.staff.person)),
    "keep": _Way(
        forms.Form, lambda asked: keep(_id(asked), today=timezone.localdate(asked.now), actor=asked.staff.person)
    ),
    "end": _Way(
        forms.Form, lambda asked: end(_id(asked), today=timezone.localdate(asked.now), actor=asked.staff.person)
    ),
    "drop": _Way(forms.Form, lambda asked: drop(_id(asked), actor=asked.staff.person)),
    "insured": _Way(CountForm, _insured),
}
