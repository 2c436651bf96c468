"""Everything about a company that one has to know before one speaks to it, read for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from otasuke.jp.holidays import holiday_name
from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.selectors import happened, last_time
from otasuke.web.audit.services import record
from otasuke.web.console.doors import Staff
from otasuke.web.console.happenings import Told, tell
from otasuke.web.console.names_of_codes import industries, prefectures
from otasuke.web.contracts.models import Contract, SeatCount
from otasuke.web.contracts.policy import Seats
from otasuke.web.contracts.selectors import Terms, contracts_of, newest_count, terms_of
from otasuke.web.customers.hours import Open, is_expected, is_open, open_on
from otasuke.web.customers.models import Customer, Note, Site
from otasuke.web.customers.parts import hours_of, read_here
from otasuke.web.customers.policy import CardFacts, ContactFacts, PartnerFacts
from otasuke.web.customers.selectors import Member, members_of
from otasuke.web.joining.models import Joining
from otasuke.web.joining.selectors import newest_joining
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Standing, State
from otasuke.web.sensors.selectors import devices_of, seats_seen
from otasuke.web.tenancy.scope import tenant_scope

MOST_HAPPENED = 8
SEEN = "customer.seen"


@dataclass(frozen=True, slots=True)
class SiteNow:
    """A site as it is now. today: when it opens and closes; holiday: the name of today's."""

    site: Site
    today: tuple[Open, ...]
    is_open: bool
    holiday: str | None


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """A device as it is now."""

    device: Device
    standing: Standing


@dataclass(frozen=True, slots=True)
class SeatsNow:
    """Computers in the contract, seen and insured. insured: as counted last; None: never."""

    contracted: int
    seen: int
    insured: SeatCount | None

    @property
    def compared(self) -> Seats:
        """The differences; who was never counted agrees."""
        return Seats(self.contracted, self.seen, self.insured.number if self.insured else self.contracted)


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """The page of a company. joining: its way in, if it was invited; happened: None where he who asks may not see it. seen_by: the last who looked before."""

    customer: Customer
    prefecture: str
    industry: str
    sites: Sequence[SiteNow]
    is_expected: bool
    contacts: Sequence[ContactFacts]
    card: CardFacts
    partners: Sequence[PartnerFacts]
    notes: Sequence[Note]
    people: Sequence[Member]
    devices: Sequence[DeviceNow]
    connected: int
    joining: Joining | None
    contracts: Sequence[Contract]
    terms: Terms | None
    seats: SeatsNow | None
    happened: Sequence[Told] | None
    seen_by: Told | None


def open_page(customer: Customer, staff: Staff, *, now: datetime) -> CompanyPage:
    """Read the page of a company, and let its audit log say that somebody did."""
    here = timezone.localtime(now)
    with tenant_scope(customer.id):
        seen = last_time(customer.id, [SEEN])
        record(SEEN, actor=staff.person, customer=customer.id, target=f"customer {customer.id}")
        card = read_here(customer.id, "card")
        devices = [DeviceNow(one, one.standing(now)) for one in devices_of(customer)]
        terms = terms_of(customer.id, today=here.date())
        return CompanyPage(
            customer=customer,
            prefecture=prefectures().get(customer.prefecture, ""),
            industry=industries().get(customer.industry[:1], ""),
            sites=_sites(here),
            is_expected=is_expected(card.times, here),
            contacts=read_here(customer.id, "contacts"),
            card=card,
            partners=read_here(customer.id, "partners"),
            notes=list(Note.objects.select_related("by").order_by("-at")),
            people=members_of(customer.id),
            devices=devices,
            connected=sum(one.standing.state is State.CONNECTED for one in devices),
            joining=newest_joining(),
            contracts=contracts_of(customer.id),
            terms=terms,
            seats=_seats(customer, terms.contract, now) if terms else None,
            happened=_happened(customer) if staff.may(Capability.SEE_AUDIT) else None,
            seen_by=tell([seen])[0] if seen else None,
        )


def _sites(here: datetime) -> Sequence[SiteNow]:
    found = Site.objects.prefetch_related("hours", "closures").order_by("name")
    return [
        SiteNow(one, open_on(hours, here.date()), is_open(hours, here), holiday_name(here.date()))
        for one, hours in ((one, hours_of(one)) for one in found)
    ]


def _seats(customer: Customer, contract: Contract, now: datetime) -> SeatsNow:
    insured = newest_count(contract, SeatCount.What.INSURED)
    return SeatsNow(contract.endpoints, seats_seen(customer, now=now), insured)


def _happened(customer: Customer) -> Sequence[Told]:
    return tell(happened(customer.id, most=MOST_HAPPENED, but=[SEEN]))
