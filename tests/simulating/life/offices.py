"""Companies with services, for the tests of ordinary life."""

from __future__ import annotations

from otasuke.simulating.company import Company, Device, Kind, make_company
from otasuke.simulating.life.services import services_of


def company_and_service(kind: Kind) -> tuple[Company, Device]:
    """The first company with such a service, and the service."""
    for number in range(100):
        company = make_company(number, seed=1)
        for service in services_of(company, 1):
            if service.kind is kind:
                return company, service
    raise AssertionError(kind)
