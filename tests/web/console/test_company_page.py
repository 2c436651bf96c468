"""What the page of a company reads."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from company_cast import fill
from contract_cast import running_contract
from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.accounts.policy import Role
from otasuke.web.console.company_page import open_page
from otasuke.web.console.doors import Staff
from otasuke.web.contracts.models import SeatCount
from otasuke.web.contracts.services import count_seats
from otasuke.web.incidents import changing
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase

MONDAY_NOON = datetime(2026, 11, 30, 3, tzinfo=UTC)
HOLIDAY_NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
MONTHS_END_NIGHT = datetime(2026, 11, 30, 14, tzinfo=UTC)


@pytest.fixture
def staff(companies) -> Staff:
    return Staff(hayase("manager"), frozenset({Role.MANAGER}))


@pytest.mark.parametrize(("now", "is_open", "spans"), [(MONDAY_NOON, True, 1), (HOLIDAY_NOON, False, 0)])
def test_a_site_is_open_by_its_hours_of_today(
    companies, staff: Staff, now: datetime, is_open: bool, spans: int
) -> None:
    fill(companies.minori)

    (site,) = open_page(companies.minori, staff, now=now).sites

    assert (site.is_open, len(site.today), site.holiday is None) == (is_open, spans, is_open)


def test_expected_work_is_known(companies, staff: Staff) -> None:
    fill(companies.minori)

    assert open_page(companies.minori, staff, now=MONTHS_END_NIGHT).is_expected
    assert not open_page(companies.minori, staff, now=MONDAY_NOON).is_expected


def test_seats_are_compared_three_ways(companies, staff: Staff) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
    without = open_page(companies.minori, staff, now=MONDAY_NOON).seats
    with tenant_scope(companies.minori.id):
        count_seats(contract.id, SeatCount.What.INSURED, number=5, on=date(2026, 11, 1), actor=None)

    with_count = open_page(companies.minori, staff, now=MONDAY_NOON).seats

    assert without is not None
    assert with_count is not None
    assert (without.contracted, without.seen, without.insured) == (7, 0, None)
    assert (without.compared.unseen, without.compared.uninsured) == (7, 0)
    assert with_count.compared.uninsured == 2


def test_another_company_has_nothing_of_this_one(companies, staff: Staff) -> None:
    fill(companies.minori)
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

    shown = open_page(companies.kobato, staff, now=MONDAY_NOON)

    assert not any((shown.sites, shown.contacts, shown.partners, shown.notes, shown.people, shown.contracts))
    assert (shown.terms, shown.seats, shown.happened) == (None, None, [])


def test_what_is_not_over_stands_there_for_who_may_see_it(companies, staff: Staff) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    arrive(detection("kobato", by=watched(companies.kobato), sensor="K"))
    clerk = Staff(staff.person, frozenset({Role.CLERK}))
    (one,) = incidents_of(companies.minori)

    found = open_page(companies.minori, staff, now=MONDAY_NOON).incidents

    assert found == [one]
    assert open_page(companies.minori, clerk, now=MONDAY_NOON).incidents is None
    with tenant_scope(companies.minori.id):
        changing.set_state(one.id, State.CLOSED, outcome=Outcome.BENIGN, actor=staff.person, at=MONDAY_NOON)
    assert open_page(companies.minori, staff, now=MONDAY_NOON).incidents == []
