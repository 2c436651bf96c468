"""Plans and contracts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from otasuke.web.contracts.explaining import Telling, consent, explain_start
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan
from otasuke.web.contracts.services import begin, draft_contract, offer_plan
from otasuke.web.customers.models import Customer

START = date(2026, 4, 1)
NOON = datetime(2026, 3, 20, 3, tzinfo=UTC)  # noon in Japan


def draft_plan(**changed: object) -> Plan:
    """A plan that keeps to every rule, not saved: 10,000 yen and 2,000 for each computer are the ceiling."""
    fields = {
        "code": "hitoe", "title": "ひとえプラン", "standard": "1.1", "kind": "combined", "network_yen": 9_000,
        "endpoint_yen": 1_500, "term_months": 24, "initial_yen": 20_000, "visits_per_year": 2, "cover_yen": 1_000_000,
        "extra_visit_yen": 30_000, **changed,
    }  # fmt: skip
    return Plan(**fields)


def telling(at: datetime = NOON, language: str = "ja") -> Telling:
    return Telling(Explanation.How.PAGE, language, None, at)


def agree(made: Explanation, at: datetime | None = None) -> Consent:
    at = at or made.explained_at + timedelta(minutes=5)
    return consent(made.id, digest=made.digest, name="稲森 修", person=None, at=at)


def signed_contract(customer: Customer, endpoints: int = 7, **changed: object) -> Contract:
    """A contract that was explained and agreed to. A scope has to be open."""
    plan = offer_plan(draft_plan(**changed), actor=None)
    contract = draft_contract(customer, plan, endpoints=endpoints, actor=None)
    agree(explain_start(contract.id, telling(), plan=plan, endpoints=endpoints, from_day=START))
    return fresh(contract.id)


def running_contract(customer: Customer, endpoints: int = 7, **changed: object) -> Contract:
    """A contract whose service began on START."""
    return begin(signed_contract(customer, endpoints, **changed).id, on=START, actor=None)


def fresh(contract: UUID) -> Contract:
    return Contract.objects.select_related("plan").get(id=contract)
