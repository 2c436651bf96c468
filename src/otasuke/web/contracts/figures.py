"""The figures that stand in explanations, in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from otasuke.web.contracts.models import Contract, Plan
from otasuke.web.contracts.policy import Ending, bound_until, costs, taxed_yen
from otasuke.web.contracts.texts import names
from otasuke.web.provider.selectors import provider


def figures_of_plan(plan: Plan, endpoints: int, language: str) -> dict[str, str]:
    """What a plan costs and covers for so many computers."""
    words, shown, who = names(language), costs(plan.as_policy(), endpoints), provider()
    return {
        "provider": who.name,
        "phone": who.phone,
        "plan": plan.title,
        "plan_version": str(plan.version),
        "kind": words[plan.kind],
        "endpoints": f"{endpoints:,}",
        "terms": plan.terms,
        "initial": f"{shown.initial_yen:,}",
        "initial_taxed": f"{shown.initial_taxed_yen:,}",
        "monthly": f"{shown.monthly_yen:,}",
        "monthly_taxed": f"{shown.monthly_taxed_yen:,}",
        "yearly_taxed": f"{shown.yearly_taxed_yen:,}",
        "least_total_taxed": f"{shown.least_total_taxed_yen:,}",
        "cover": f"{plan.cover_yen:,}",
        "visits": str(plan.visits_per_year),
        "extra_visit": _extra_visit(plan, words),
    }


def figures_of_term(first: date, months: int, language: str) -> dict[str, str]:
    """How long a term binds that begins on a day."""
    words = names(language)
    until = written(bound_until(first, months), language)
    bound = words["bound"].format(months=months, from_day=written(first, language), until=until)
    return {"from_day": written(first, language), "term": bound if months else words["no_term"]}


def figures_of_change(contract: Contract) -> dict[str, str]:
    """What a contract costs before it changes."""
    return {"before_taxed": f"{taxed_yen(contract.plan.as_policy().monthly_yen(contract.endpoints)):,}"}


def figures_of_ending(ending: Ending, language: str) -> dict[str, str]:
    """What leaving costs."""
    words = names(language)
    fee = words["fee"].format(months=ending.left_months, yen=f"{ending.fee_taxed_yen:,}")
    return {"ends_on": written(ending.ends_on, language), "fee": fee if ending.fee_taxed_yen else words["no_fee"]}


def written(day: date, language: str) -> str:
    """A day as people write it."""
    return names(language)["date"].format(year=day.year, month=day.month, day=day.day)


def _extra_visit(plan: Plan, words: Mapping[str, str]) -> str:
    name = "extra_visit" if plan.extra_visit_yen else "no_extra_visit"
    return words[name].format(visits=plan.visits_per_year, yen=f"{taxed_yen(plan.extra_visit_yen):,}")
