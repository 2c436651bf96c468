"""A plan as a form, and what the rules say to it."""

from __future__ import annotations

import pytest

from otasuke.web.console.plan_form import PlanForm, initial_of, judged
from otasuke.web.contracts.errors import BreaksRules
from otasuke.web.contracts.models import Plan
from otasuke.web.contracts.services import check

HITOE = {
    "code": "hitoe", "title": "ひとえ", "standard": "1.1", "kind": "combined", "network_yen": "10000", "endpoint_yen": "2000",
    "initial_yen": "0", "from_endpoints": "1", "term_months": "24", "cover_yen": "1000000", "visits_per_year": "2",
    "extra_visit_yen": "0", "terms": "規約", "has_insurance": "on", "can_visit": "on",
}  # fmt: skip


def test_what_is_at_the_ceiling_is_right_for_every_number() -> None:
    told = judged(PlanForm(HITOE))

    assert (told.breaches, told.unfilled) == ((), False)
    assert [(one.endpoints, one.yen, one.limit, one.over) for one in told.examples][:2] == [
        (1, 12_000, 12_000, 0), (5, 20_000, 20_000, 0),
    ]  # fmt: skip


def test_a_yen_above_it_is_told_with_its_rule() -> None:
    told = judged(PlanForm({**HITOE, "network_yen": "10120"}))

    assert told.breaches[0].startswith("1台のとき、月額が上限を120円超えています（基準7 価格）")
    assert [one.over for one in told.examples] == [120] * 4


def test_before_the_rest_is_filled_in_the_price_is_judged_already() -> None:
    half = {name: HITOE[name] for name in ("standard", "kind", "network_yen", "endpoint_yen")}

    assert judged(PlanForm(half)).examples
    assert judged(PlanForm({"kind": "combined"})).unfilled


def test_without_a_registration_the_ceiling_of_class_two_is_unknown() -> None:
    told = judged(PlanForm({**HITOE, "standard": "2.0-2", "watched_endpoints": "50", "has_consulting": "on"}))

    assert "価格の上限がわかりません" in told.breaches[0]
    assert told.examples[0].limit is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"network_yen": "10001"}, "network_yen"),
        ({"kind": "endpoint", "endpoint_yen": "2001"}, "endpoint_yen"),
        ({"term_months": "25"}, "term_months"),
        ({"has_insurance": ""}, "has_insurance"),
        ({"terms": ""}, "terms"),
        ({"from_endpoints": "5"}, "from_endpoints"),
    ],
)
def test_a_breach_is_told_beside_its_field(changed: dict[str, str], field: str) -> None:
    form = PlanForm({**HITOE, **changed})
    assert form.is_valid(), form.errors

    with pytest.raises(BreaksRules) as broken:
        check(form.plan())
    form.tell(broken.value)

    assert list(form.errors) == [field]


def test_the_next_version_begins_as_the_one_before() -> None:
    plan = Plan(code="hitoe", title="ひとえ", network_yen=9_000)

    assert PlanForm(initial=dict(initial_of(plan)))["network_yen"].value() == 9_000
