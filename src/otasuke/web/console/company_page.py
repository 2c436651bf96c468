"""Everything about a company that one has to know before one speaks to it, read for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from otasuke.jp.holidays import holiday_name
from otasuke.web.accounts.models import MemberInvitation
from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.selectors import happened, last_time
from otasuke.web.audit.services import record
from otasuke.web.console.doors import Staff
from otasuke.web.console.happenings import Told, tell
from otasuke.web.console.names_of_codes import industries, prefectures
from otasuke.web.contracts.models import Contract, Explanation, SeatCount
from otasuke.web.contracts.policy import Seats
from otasuke.web.contracts.selectors import Terms, contracts_of, newest_count, terms_among, waiting_among
from otasuke.web.customers.hours import Open, is_expected, is_open, open_on
from otasuke.web.customers.models import Customer, Note
from otasuke.web.customers.parts import read_here
from otasuke.web.customers.policy import CardFacts, ContactFacts, PartnerFacts, SiteFacts
from otasuke.web.customers.selectors import Acting, acting_for
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.selectors import open_incidents
from otasuke.web.joining.models import Joining
from otasuke.web.joining.selectors import newest_joining
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Standing, State
from otasuke.web.sensors.selectors import devices_of, seats_seen
from otasuke.web.tenancy.question import Question
from otasuke.web.tenancy.scope import tenant_scope

MOST_HAPPENED = 8
SEEN = "customer.seen"


@dataclass(frozen=True, slots=True)
class SiteNow:
    """A site as it is now. today: when it opens and closes; holiday: the name of today's."""

    site: SiteFacts
    today: tuple[Open, ...]
    is_open: bool
    holiday: str | None


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """A device as it is now."""

    device: Device
    standing: Standing


@dataclass(frozen=True, slots=True)
class NoteNow:
    """A note. by: the name of who wrote it."""

    id: UUID
    words: str
    by: str
    at: datetime


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
    """The page of a company. joining: its way in, if it was invited; incidents, happened: None where he who asks may not see them. seen_by: the last who looked before."""

    customer: Customer
    prefecture: str
    industry: str
    sites: Sequence[SiteNow]
    is_expected: bool
    contacts: Sequence[ContactFacts]
    card: CardFacts
    partners: Sequence[PartnerFacts]
    notes: Sequence[NoteNow]
    people: Sequence[Acting]
    invited: Sequence[MemberInvitation]
    devices: Sequence[DeviceNow]
    connected: int
    joining: Joining | None
    contracts: Sequence[Contract]
    terms: Terms | None
    seats: SeatsNow | None
    waiting: Explanation | None
    incidents: Sequence[Incident] | None
    happened: Sequence[Told] | None
    seen_by: Told | None


_NOTES = Question(lambda: Note.objects.order_by("-at").values_list("id", "words", "by__name", "at"))
_INVITED = Question(lambda: MemberInvitation.objects.order_by("made_at"))


def open_page(customer: Customer, staff: Staff, *, now: datetime) -> CompanyPage:
    """Read the page of a company, and let its audit log say that somebody did."""
    here = timezone.localtime(now)
    with tenant_scope(customer.id):
        seen = last_time(customer.id, [SEEN])
        record(SEEN, actor=staff.person, customer=customer.id, target=f"customer {customer.id}")
        sites, contacts, card, partners = read_here("sites", "contacts", "card", "partners")
        found = devices_of(customer)
        devices = [DeviceNow(one, one.standing(now)) for one in found]
        contracts = contracts_of(customer.id)
        terms = terms_among(contracts, today=here.date())
        may_see_all = staff.may(Capability.SEE_AUDIT)
        lately = happened(customer.id, most=MOST_HAPPENED, but=[SEEN]) if may_see_all else []
        told = tell([*lately, seen] if seen else lately)
        return CompanyPage(
            customer=customer,
            prefecture=prefectures().get(customer.prefecture, ""),
            industry=industries().get(customer.industry[:1], ""),
            sites=[_now(one, here) for one in sites],
            is_expected=is_expected(card.times, here),
            contacts=contacts,
            card=card,
            partners=partners,
            notes=[NoteNow(*one) for one in _NOTES.rows()],
            people=acting_for(customer.id),
            invited=_INVITED.objects(),
            devices=devices,
            connected=sum(one.standing.state is State.CONNECTED for one in devices),
            joining=newest_joining(),
            contracts=contracts,
            terms=terms,
            seats=_seats(terms.contract, seats_seen(found, now=now)) if terms else None,
            waiting=waiting_among(contracts),
            incidents=open_incidents(customer.id) if staff.may(Capability.SEE_ALERTS) else None,
            happened=told[: len(lately)] if may_see_all else None,
            seen_by=told[-1] if seen else None,
        )


def _now(site: SiteFacts, here: datetime) -> SiteNow:
    return SiteNow(site, open_on(site.hours, here.date()), is_open(site.hours, here), holiday_name(here.date()))


def _seats(contract: Contract, seen: int) -> SeatsNow:
    return SeatsNow(contract.endpoints, seen, newest_count(contract, SeatCount.What.INSURED))
