from __future__ import annotations

from statistics import mean, median

from otasuke.events.names import check_tenant
from otasuke.simulating.company import BOXES, Kind, make_company

SERVICES = {Kind.M365, Kind.MAIL}
"""No devices: `simulating.life.services` has them."""
COMPANIES = [make_company(number, seed=1) for number in range(1500)]


def test_the_same_seed_makes_the_same_company_and_another_seed_another() -> None:
    assert make_company(7, seed=1) == COMPANIES[7]
    assert make_company(7, seed=2) != COMPANIES[7]


def test_every_company_is_a_tenant_of_its_own() -> None:
    assert len({check_tenant(company.tenant) for company in COMPANIES}) == len(COMPANIES)


def test_companies_are_as_large_as_wanted_on_average_and_most_are_smaller() -> None:
    sizes = [len(company.devices) for company in COMPANIES]

    assert 10 < mean(sizes) < 12
    assert median(sizes) < mean(sizes)
    assert max(sizes) > 3 * mean(sizes)
    assert 4.2 < mean(len(make_company(number, seed=1, mean_devices=5).devices) for number in range(1500)) < 5.8


def test_devices_of_a_company_are_told_apart_by_name_and_address() -> None:
    for company in COMPANIES:
        assert len({device.name for device in company.devices}) == len(company.devices)
        assert len({device.address for device in company.devices}) == len(company.devices)


def test_every_company_has_a_pc_and_at_most_one_box() -> None:
    for company in COMPANIES:
        assert company.pcs
        assert sum(device.kind in BOXES for device in company.devices) <= 1
    assert {device.kind for company in COMPANIES for device in company.devices} == set(Kind) - SERVICES


def test_only_a_computer_of_a_domain_has_its_name() -> None:
    joined = next(company for company in COMPANIES if company.domain)
    alone = next(company for company in COMPANIES if not company.domain)

    assert joined.computer_name(joined.pcs[0]) == f"{joined.pcs[0].name}.{joined.domain.lower()}.local"
    assert joined.account_domain(joined.pcs[0]) == joined.domain
    assert alone.computer_name(alone.pcs[0]) == alone.account_domain(alone.pcs[0]) == alone.pcs[0].name
