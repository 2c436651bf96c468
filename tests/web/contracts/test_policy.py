"""Price and term, to the yen and the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.contracts.policy import (
    Ceilings,
    Plan,
    Seats,
    bound_until,
    breaches,
    ceiling_yen,
    costs,
    ending,
    last_day,
    taxed_yen,
)
from otasuke.web.contracts.standards import KINDS, STANDARDS

FIRST, SECOND = STANDARDS["1.1"], STANDARDS["2.0-2"]
OK = ""


def said(plan: Plan, standard=FIRST, **more) -> str:
    return " ".join(f"{one.rule}+{one.over}" if one.over else one.rule for one in breaches(plan, standard, **more))


@pytest.mark.parametrize(
    ("yen", "broken"),
    [(0, OK), (1, OK), (9_999, OK), (10_000, OK), (10_001, "price+1"), (10_120, "price+120"), (20_000, "price+10000")],
)
@pytest.mark.parametrize("endpoints", [0, 1, 10, 300])
def test_watching_at_the_door_costs_10_000_yen_whatever_the_number_of_computers(yen, broken, endpoints) -> None:
    assert said(Plan("network", network_yen=yen), endpoints=endpoints) == broken


@pytest.mark.parametrize(
    ("yen", "endpoints", "broken"),
    [
        (2_000, 1, OK), (2_001, 1, "price+1"), (1_999, 1, OK), (0, 1, OK),
        (2_000, 7, OK), (2_001, 7, "price+7"), (2_500, 2, "price+1000"), (2_000, 300, OK), (2_001, 300, "price+300"),
    ],
)  # fmt: skip
def test_each_computer_costs_2_000_yen(yen, endpoints, broken) -> None:
    assert said(Plan("endpoint", endpoint_yen=yen), endpoints=endpoints) == broken


@pytest.mark.parametrize(
    ("network", "endpoint", "endpoints", "broken"),
    [
        (10_000, 2_000, 1, OK), (10_000, 2_000, 7, OK), (10_001, 2_000, 7, "price+1"), (10_000, 2_001, 7, "price+7"),
        (12_000, 1_000, 1, "price+1000"), (12_000, 1_000, 2, OK), (12_000, 1_000, 3, OK),
        (0, 4_000, 5, OK), (0, 4_000, 6, "price+2000"), (10_000, 0, 1, OK), (12_001, 0, 1, "price+1"), (12_000, 0, 1, OK),
        (5_600, 2_000, 7, OK), (8_120, 2_286, 7, "price+122"), (30_000, 0, 10, OK), (30_001, 0, 10, "price+1"),
    ],
)  # fmt: skip
def test_both_together_cost_their_sum(network, endpoint, endpoints, broken) -> None:
    plan = Plan("combined", network_yen=network, endpoint_yen=endpoint)

    assert said(plan, endpoints=endpoints) == broken


@pytest.mark.parametrize(
    ("network", "endpoint", "broken"),
    [(10_000, 2_000, OK), (12_000, 1_000, "price+1000"), (0, 4_000, "price+199990000"), (9_000, 2_001, "price+99000")],
)
def test_a_plan_keeps_to_the_price_for_every_number_of_computers(network, endpoint, broken) -> None:
    assert said(Plan("combined", network_yen=network, endpoint_yen=endpoint)) == broken


@pytest.mark.parametrize(
    ("months", "broken"),
    [(0, OK), (1, OK), (12, OK), (23, OK), (24, OK), (25, "term+1"), (36, "term+12"), (60, "term+36")],
)
def test_nobody_is_bound_for_more_than_two_years(months, broken) -> None:
    assert said(Plan("network", network_yen=10_000, term_months=months)) == broken


@pytest.mark.parametrize(
    ("kind", "broken"), [("endpoint", "endpoints+4"), ("combined", "endpoints+4"), ("network", OK)]
)
def test_one_computer_is_enough_for_a_contract(kind, broken) -> None:
    assert said(Plan(kind, from_endpoints=5)) == broken
    assert said(Plan(kind, from_endpoints=1)) == OK


@pytest.mark.parametrize(
    ("change", "broken"),
    [({"has_insurance": False}, "insurance"), ({"can_visit": False}, "visit"), ({"terms": " "}, "explained")],
)
@pytest.mark.parametrize("kind", KINDS)
def test_insurance_visits_and_written_terms_are_never_left_out(kind, change, broken) -> None:
    assert said(replace(Plan(kind), **change)) == broken


def test_every_broken_rule_is_named_with_its_clause() -> None:
    plan = Plan("network", network_yen=10_500, term_months=36, has_insurance=False)

    assert [(one.rule, one.clause, one.over, one.limit) for one in breaches(plan, FIRST)] == [
        ("price", 7, 500, 10_000),
        ("term", 8, 12, 24),
        ("insurance", 5, 0, 0),
    ]


def test_class_2_asks_for_the_price_of_the_registration_and_for_more() -> None:
    plan = Plan("combined", network_yen=20_000, endpoint_yen=2_500, watched_endpoints=50, has_consulting=True)

    assert said(plan, SECOND) == "ceiling_unknown"
    assert said(plan, SECOND, registered=Ceilings(20_000, 2_500)) == OK
    assert said(replace(plan, watched_endpoints=49), SECOND, registered=Ceilings(20_000, 2_500)) == "watched+1"
    assert said(replace(plan, has_consulting=False), SECOND, registered=Ceilings(20_000, 2_500)) == "consulting"


def test_no_registration_lifts_a_price_that_the_standard_names() -> None:
    assert said(Plan("network", network_yen=10_001), registered=Ceilings(50_000, 5_000)) == "price+1"


@pytest.mark.parametrize("yen", [-1, 100_000_001])
def test_amounts_that_cannot_be_meant_are_refused(yen) -> None:
    assert "amount" in said(Plan("network", network_yen=yen))


@pytest.mark.parametrize(("kind", "endpoints"), [("endpoint", 0), ("combined", 0), ("endpoint", -3), ("network", -1)])
def test_a_contract_has_a_possible_number_of_computers(kind, endpoints) -> None:
    assert "amount" in said(Plan(kind), endpoints=endpoints)


PLANS = st.builds(
    Plan,
    kind=st.sampled_from(KINDS),
    network_yen=st.integers(-10, 30_000),
    endpoint_yen=st.integers(-10, 5_000),
    from_endpoints=st.integers(0, 60),
    term_months=st.integers(-1, 60),
    initial_yen=st.integers(-10, 200_000),
    has_insurance=st.booleans(),
    can_visit=st.booleans(),
    terms=st.sampled_from(["", "サービス規約 第3条"]),
)


@given(PLANS, st.integers(1, 5_000))
def test_no_plan_that_passes_breaks_a_criterion(plan: Plan, endpoints: int) -> None:
    if breaches(plan, FIRST):
        return

    price = plan.monthly_yen(endpoints)
    most = {"network": 10_000, "endpoint": 2_000 * endpoints, "combined": 10_000 + 2_000 * endpoints}[plan.kind]
    assert 0 <= price <= most
    assert 0 <= plan.term_months <= 24
    assert plan.has_insurance
    assert plan.can_visit
    assert plan.terms
    assert plan.kind == "network" or plan.from_endpoints <= 1


@given(PLANS, st.integers(1, 5_000))
def test_a_contract_that_passes_never_costs_more_than_the_ceiling(plan: Plan, endpoints: int) -> None:
    limit = ceiling_yen(FIRST, plan.kind, endpoints)

    assert limit is not None
    assert plan.monthly_yen(endpoints) <= limit or breaches(plan, FIRST, endpoints=endpoints)


def test_all_money_is_shown_with_tax() -> None:
    shown = costs(Plan("combined", network_yen=5_600, endpoint_yen=2_000, initial_yen=15_000, term_months=12), 7)

    assert (shown.monthly_yen, shown.monthly_taxed_yen, shown.initial_taxed_yen) == (19_600, 21_560, 16_500)
    assert (shown.yearly_taxed_yen, shown.least_total_taxed_yen) == (258_720, 275_220)


@pytest.mark.parametrize(("yen", "taxed"), [(0, 0), (9, 9), (10, 11), (19, 20), (19_605, 21_565)])
def test_a_fraction_of_tax_is_dropped(yen, taxed) -> None:
    assert taxed_yen(yen) == taxed


@pytest.mark.parametrize(
    ("start", "months", "until"),
    [
        (date(2026, 9, 7), 12, date(2027, 9, 6)), (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 1, 1), 24, date(2027, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)), (date(2026, 12, 31), 2, date(2027, 2, 28)), (date(2026, 9, 7), 0, date(2026, 9, 6)),
    ],
)  # fmt: skip
def test_the_last_day_of_the_term(start, months, until) -> None:
    assert bound_until(start, months) == until


@pytest.mark.parametrize(
    ("told", "ends", "left", "fee"),
    [
        (date(2026, 11, 23), date(2026, 11, 30), 10, 215_600), (date(2027, 8, 31), date(2027, 8, 31), 1, 21_560),
        (date(2027, 9, 1), date(2027, 9, 30), 0, 0), (date(2028, 2, 10), date(2028, 2, 29), 0, 0),
    ],
)  # fmt: skip
def test_leaving_costs_what_is_left_of_the_term(told, ends, left, fee) -> None:
    plan = Plan("combined", network_yen=5_600, endpoint_yen=2_000, term_months=12)

    end = ending(plan, 7, started=date(2026, 9, 7), told=told)

    assert (end.ends_on, end.left_months, end.fee_taxed_yen) == (ends, left, fee)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_last_day_of_a_month_is_in_it_and_the_next_is_not(day: date) -> None:
    last = last_day(day)

    assert (last.year, last.month) == (day.year, day.month)
    assert date.fromordinal(last.toordinal() + 1).day == 1


@pytest.mark.parametrize(
    ("seats", "unpaid", "unseen", "uninsured", "agree"),
    [
        (Seats(7, 7, 7), 0, 0, 0, True), (Seats(7, 8, 7), 1, 0, 0, False), (Seats(7, 5, 7), 0, 2, 0, False),
        (Seats(7, 7, 6), 0, 0, 1, False), (Seats(0, 0, 0), 0, 0, 0, True),
    ],
)  # fmt: skip
def test_seats_are_compared_three_ways(seats, unpaid, unseen, uninsured, agree) -> None:
    assert (seats.unpaid, seats.unseen, seats.uninsured, seats.agree) == (unpaid, unseen, uninsured, agree)
