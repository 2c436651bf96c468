"""What a company has besides its devices: mail and files at Microsoft, or a mail server of its own."""

from __future__ import annotations

from otasuke.simulating.company import SERVICES, Company, Device
from otasuke.simulating.life.shelf import traits_of

_MAIL_HOST = 3


def services_of(company: Company, seed: int) -> tuple[Device, ...]:
    """The services that the company has. They are no devices of it, and report only what life has happen there."""
    traits = traits_of(company, seed)
    address = f"{company.network}.{_MAIL_HOST}"
    return tuple(
        Device(kind, kind.value, address, "", -1 - number)
        for number, kind in enumerate(SERVICES)
        if kind.value in traits
    )
