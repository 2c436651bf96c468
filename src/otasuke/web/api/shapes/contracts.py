"""Plans and contracts, as programs read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from otasuke.web.api.shapes.parts import Day, Shown, Written
from otasuke.web.contracts.models import Contract, Plan
from otasuke.web.contracts.policy import MOST_ENDPOINTS, bound_until, costs
from otasuke.web.contracts.states import NotPossible, State, Step, next_state

StepName = Literal["begin", "keep", "end", "drop"]
"""What needs no consent."""


class PlanShown(Shown):
    """プラン. A version of what is offered. Prices are of a month, in yen before tax."""

    id: UUID
    code: str
    version: int
    title: str
    standard: str
    kind: Literal["network", "endpoint", "combined"]
    network_yen: int
    endpoint_yen: int
    from_endpoints: int
    term_months: int
    initial_yen: int
    visits_per_year: int
    cover_yen: int
    extra_visit_yen: int
    made_at: datetime


class PlansShown(Shown):
    """The newest version of each plan."""

    items: list[PlanShown]


class ContractShown(Shown):
    """契約. bound_until: the last day of the minimum term; steps: what can be done now without a consent."""

    id: UUID
    plan: PlanShown
    endpoints: int
    state: Literal["draft", "explained", "signed", "running", "ending", "ended"]
    steps: list[StepName]
    started: date | None
    bound_until: date | None
    ends_on: date | None
    monthly_yen: int
    monthly_taxed_yen: int
    made_at: datetime


class ContractPage(Shown):
    """Contracts; next: the cursor of those that follow."""

    items: list[ContractShown]
    next: str | None


def plan_shown(row: Plan) -> PlanShown:
    """A plan."""
    return PlanShown.model_validate(row)


def contract_shown(row: Contract) -> ContractShown:
    """A contract with its plan and what it costs."""
    price = costs(row.plan.as_policy(), row.endpoints)
    return ContractShown(
        id=row.id,
        plan=plan_shown(row.plan),
        endpoints=row.endpoints,
        state=State(row.state).value,
        steps=steps_of(State(row.state)),
        started=row.started,
        bound_until=bound_until(row.term_from, row.term_months) if row.term_from else None,
        ends_on=row.ends_on,
        monthly_yen=price.monthly_yen,
        monthly_taxed_yen=price.monthly_taxed_yen,
        made_at=row.made_at,
    )


def steps_of(state: State) -> list[StepName]:
    """What can be done in a state without a consent."""
    names: tuple[StepName, ...] = ("begin", "keep", "end", "drop")
    return [name for name in names if _leads_on(state, Step(name))]


def _leads_on(state: State, step: Step) -> bool:
    try:
        next_state(state, step)
    except NotPossible:
        return False
    return True


class StepWritten(Written):
    """A step to take. on: the first day of the service, for begin; today, if it is not given."""

    step: StepName
    on: Day | None = None


class SeatsShown(Shown):
    """監視端末. Computers in the contract, seen and insured by the newest counts (null: never counted), and where they differ."""

    contracted: int
    seen: int | None
    insured: int | None
    unpaid: int | None
    unseen: int | None
    uninsured: int | None


class CountWritten(Written):
    """How many computers were seen, or are insured, on a day; it replaces another count of that day."""

    what: Literal["seen", "insured"]
    number: Annotated[int, Field(ge=0, le=MOST_ENDPOINTS)]
    on: Day


class CountShown(Shown):
    """台数. The same, as it is shown."""

    what: Literal["seen", "insured"]
    number: int
    on: date
