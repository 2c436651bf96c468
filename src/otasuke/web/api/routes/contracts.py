"""Plans and contracts: read them, count seats, and take the steps that need no consent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from otasuke.web.accounts.models import Person
from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.cursors import page_of
from otasuke.web.api.opened import company, company_to_write
from otasuke.web.api.problems import Error, not_found
from otasuke.web.api.refusals import invalid, refusals
from otasuke.web.api.routes.declared import PAGED, Cursor, Limit, says
from otasuke.web.api.shapes.contracts import (
    ContractPage,
    ContractShown,
    CountShown,
    CountWritten,
    PlanShown,
    PlansShown,
    SeatsShown,
    StepWritten,
    contract_shown,
    plan_shown,
)
from otasuke.web.contracts.models import Contract, Plan, SeatCount
from otasuke.web.contracts.policy import Seats
from otasuke.web.contracts.selectors import newest_count, offered_plans
from otasuke.web.contracts.services import begin, count_seats, drop, end, keep
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "contracts"
_ALL = "/customers/{uuid:customer}/contracts"
_ONE = _ALL + "/{uuid:contract}"


@router.get("/plans", response=PlansShown, **says(_("プランの一覧"), scope=Scope.READ_CONTRACTS, tag="plans"))
def list_plans(request: HttpRequest) -> PlansShown:  # noqa: ARG001  # ninja's
    """What is offered: the newest version of each plan."""
    return PlansShown(items=[plan_shown(row) for row in offered_plans()])


@router.get(
    "/plans/{uuid:plan}", response=PlanShown, **says(_("プランを読む"), scope=Scope.READ_CONTRACTS, tag="plans")
)
def read_plan(request: HttpRequest, plan: UUID) -> PlanShown:  # noqa: ARG001  # ninja's
    """A version of a plan, also an old one."""
    found = Plan.objects.filter(id=plan).first()
    if found is None:
        raise not_found()
    return plan_shown(found)


@router.get(_ALL, response=ContractPage, **says(_("契約の一覧"), scope=Scope.READ_CONTRACTS, tag=_TAG, query=PAGED))
def list_contracts(request: HttpRequest, customer: UUID, limit: int = Limit, cursor: str = Cursor) -> ContractPage:
    """The contracts of a company, those that have ended too."""
    with company(request, customer):
        rows = Contract.objects.select_related("plan")
        found, following = page_of(rows, ("made_at", "id"), cursor=cursor, limit=limit)
        return ContractPage(items=[contract_shown(row) for row in found], next=following)


@router.get(_ONE, response=ContractShown, **says(_("契約を読む"), scope=Scope.READ_CONTRACTS, tag=_TAG))
def read_contract(request: HttpRequest, customer: UUID, contract: UUID) -> ContractShown:
    """One contract."""
    with company(request, customer):
        return contract_shown(_row(contract))


@router.post(_ONE + "/steps", response=ContractShown, **says(_("契約を進める"), scope=Scope.WRITE_CONTRACTS, tag=_TAG))
def take_step(request: HttpRequest, customer: UUID, contract: UUID, body: StepWritten) -> ContractShown:
    """Begin the service, take an end back, close what is over, or give up what has not begun."""
    with company_to_write(request, customer):
        found, actor, today = _row(contract), bearer_of(request).person, timezone.localdate()
        with refusals():
            _take(found, body, actor=actor, today=today)
        return contract_shown(_row(contract))


def _take(contract: Contract, body: StepWritten, *, actor: Person, today: date) -> None:
    if body.on is not None and body.step != "begin":
        raise invalid([Error("/on", _("日付を選べるのは begin だけです。ほかは今日です。"))])
    match body.step:
        case "begin":
            begin(contract.id, on=body.on or today, actor=actor)
        case "keep":
            keep(contract.id, today=today, actor=actor)
        case "end":
            end(contract.id, today=today, actor=actor)
        case "drop":
            drop(contract.id, actor=actor)


@router.get(_ONE + "/seats", response=SeatsShown, **says(_("台数のちがいを見る"), scope=Scope.READ_CONTRACTS, tag=_TAG))
def read_seats(request: HttpRequest, customer: UUID, contract: UUID) -> SeatsShown:
    """Contracted, seen and insured."""
    with company(request, customer):
        return _seats(_row(contract))


@router.post(
    _ONE + "/seats",
    response={201: CountShown},
    **says(_("数えた台数を知らせる"), scope=Scope.WRITE_CONTRACTS, tag=_TAG),
)
def create_count(request: HttpRequest, customer: UUID, contract: UUID, body: CountWritten) -> CountShown:
    """Say how many were seen, or are insured."""
    with company_to_write(request, customer):
        found, what = _row(contract), SeatCount.What(body.what)
        with refusals():
            count_seats(found.id, what, number=body.number, on=body.on, actor=bearer_of(request).person)
    return CountShown(what=body.what, number=body.number, on=body.on)


def _row(contract: UUID) -> Contract:
    found = Contract.objects.select_related("plan").filter(id=contract).first()
    if found is None:
        raise not_found()
    return found


def _seats(contract: Contract) -> SeatsShown:
    """Where one was never counted, nothing is said of how it differs."""
    seen, insured = (_number(contract, what) for what in (SeatCount.What.SEEN, SeatCount.What.INSURED))
    known = Seats(contract.endpoints, seen or 0, insured or 0)
    return SeatsShown(
        contracted=contract.endpoints,
        seen=seen,
        insured=insured,
        unpaid=None if seen is None else known.unpaid,
        unseen=None if seen is None else known.unseen,
        uninsured=None if insured is None else known.uninsured,
    )


def _number(contract: Contract, what: SeatCount.What) -> int | None:
    found = newest_count(contract, what)
    return found.number if found else None
