"""Whether a plan keeps to the standard, and what it costs. Pure: plain values in, plain values out.

All amounts are whole yen. Prices are before tax unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from otasuke.web.contracts.standards import Kind, Standard

TAX_PERCENT = 10
MOST_ENDPOINTS = 100_000
MOST_YEN = 100_000_000
MONTHS_OF_A_YEAR = 12

Rule = Literal[
    "price",
    "endpoints",
    "term",
    "insurance",
    "visit",
    "explained",
    "ceiling_unknown",
    "watched",
    "consulting",
    "amount",
]


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a registration allows where the standard's own text says no number; in yen a month."""

    network_yen: int
    endpoint_yen: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is offered.

    network_yen, endpoint_yen  in a month; for each computer.
    from_endpoints             the smallest number of computers that it is sold for.
    term_months                how long a customer is bound at first.
    has_insurance              the simple cyber insurance pays for the first response.
    can_visit                  somebody comes to the place that the customer names.
    terms                      where initial cost and term are written; "" nowhere.
    watched_endpoints          for how many computers the box at the door is enough.
    """

    kind: Kind
    network_yen: int = 0
    endpoint_yen: int = 0
    from_endpoints: int = 1
    term_months: int = 12
    initial_yen: int = 0
    has_insurance: bool = True
    can_visit: bool = True
    has_consulting: bool = False
    visits_per_year: int = 1
    terms: str = "サービス規約"
    watched_endpoints: int | None = None

    def monthly_yen(self, endpoints: int) -> int:
        """The price of a month for so many computers."""
        network = self.network_yen if self.kind != "endpoint" else 0
        return network + (self.endpoint_yen * endpoints if self.kind != "network" else 0)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of the standard that a plan breaks.

    clause  its number in the table of requirements.
    over    by how much: yen a month, months, or computers; 0 where it is no number.
    limit   what is allowed; endpoints: for how many computers the price was compared.
    """

    rule: Rule
    clause: int
    over: int = 0
    limit: int = 0
    endpoints: int = 0


def ceiling_yen(standard: Standard, kind: Kind, endpoints: int, *, registered: Ceilings | None = None) -> int | None:
    """The most that a month may cost for so many computers; None: neither the standard nor the registration says it."""
    network = standard.network_yen if registered is None else registered.network_yen
    endpoint = standard.endpoint_yen if registered is None else registered.endpoint_yen
    if network is None or endpoint is None:
        return None
    return (network if kind != "endpoint" else 0) + (endpoint * endpoints if kind != "network" else 0)


def breaches(
    plan: Plan, standard: Standard, *, endpoints: int | None = None, registered: Ceilings | None = None
) -> tuple[Breach, ...]:
    """Every rule that a plan breaks; a plan without any may be saved.

    endpoints   of a contract: its price is compared for that number. None: for every number that the plan is sold for.
    registered  what a registration allows; it counts only where the standard itself names no price.
    """
    if standard.network_yen is not None:
        registered = None
    return (
        *_amounts(plan, endpoints),
        *_price(plan, standard, endpoints, registered),
        *_size(plan, standard, endpoints),
        *_promises(plan, standard),
    )


def _amounts(plan: Plan, endpoints: int | None) -> Iterator[Breach]:
    """Numbers that cannot be meant."""
    for yen in (plan.network_yen, plan.endpoint_yen, plan.initial_yen):
        if not 0 <= yen <= MOST_YEN:
            yield Breach("amount", 7, over=yen - MOST_YEN if yen > 0 else yen, limit=MOST_YEN)
    if endpoints is not None and not (0 if plan.kind == "network" else 1) <= endpoints <= MOST_ENDPOINTS:
        yield Breach("amount", 7, over=endpoints, limit=MOST_ENDPOINTS)


def _price(plan: Plan, standard: Standard, endpoints: int | None, registered: Ceilings | None) -> Iterator[Breach]:
    for number in _numbers_to_compare(plan) if endpoints is None else (endpoints,):
        limit = ceiling_yen(standard, plan.kind, number, registered=registered)
        if limit is None:
            yield Breach("ceiling_unknown", 7)
            return
        over = plan.monthly_yen(number) - limit
        if over > 0:
            yield Breach("price", 7, over=over, limit=limit, endpoints=number)
            return


def _numbers_to_compare(plan: Plan) -> tuple[int, ...]:
    """Price and ceiling are straight lines of the number of computers: if both ends keep to it, all between do.

    The dearest for the smallest company comes first, as that is the one to name.
    """
    return (max(plan.from_endpoints, 1), MOST_ENDPOINTS)


def _size(plan: Plan, standard: Standard, endpoints: int | None) -> Iterator[Breach]:
    if plan.kind != "network" and plan.from_endpoints > standard.least_endpoints:
        over = plan.from_endpoints - standard.least_endpoints
        yield Breach("endpoints", 7, over=over, limit=standard.least_endpoints, endpoints=plan.from_endpoints)
    if endpoints is not None and plan.kind != "network" and 0 < endpoints < plan.from_endpoints:
        yield Breach(
            "endpoints", 7, over=plan.from_endpoints - endpoints, limit=plan.from_endpoints, endpoints=endpoints
        )
    wanted = standard.watches_at_least
    if wanted and plan.kind != "endpoint" and (plan.watched_endpoints or 0) < wanted:
        yield Breach("watched", 2, over=wanted - (plan.watched_endpoints or 0), limit=wanted)


def _promises(plan: Plan, standard: Standard) -> Iterator[Breach]:
    if plan.term_months > standard.most_months or plan.term_months < 0:
        yield Breach("term", 8, over=plan.term_months - standard.most_months, limit=standard.most_months)
    if not plan.can_visit:
        yield Breach("visit", 3)
    if not plan.has_insurance:
        yield Breach("insurance", 5)
    if not plan.terms.strip():
        yield Breach("explained", 9)
    if standard.needs_consulting and not plan.has_consulting:
        yield Breach("consulting", 1)


@dataclass(frozen=True, slots=True)
class Costs:
    """What a customer is shown before he consents. least_total_yen: what he pays in any case; `_taxed`: tax included."""

    monthly_yen: int
    monthly_taxed_yen: int
    initial_yen: int
    initial_taxed_yen: int
    yearly_taxed_yen: int
    least_total_taxed_yen: int


def costs(plan: Plan, endpoints: int) -> Costs:
    """The costs of a plan for so many computers. A yen's fraction of tax is dropped, once for each bill."""
    monthly = plan.monthly_yen(endpoints)
    monthly_taxed, initial_taxed = taxed_yen(monthly), taxed_yen(plan.initial_yen)
    return Costs(
        monthly,
        monthly_taxed,
        plan.initial_yen,
        initial_taxed,
        monthly_taxed * MONTHS_OF_A_YEAR,
        initial_taxed + monthly_taxed * max(plan.term_months, 1),
    )


def taxed_yen(yen: int) -> int:
    """An amount with consumption tax."""
    return yen + yen * TAX_PERCENT // 100


def bound_until(start: date, term_months: int) -> date:
    """The last day of the minimum term that begins on `start`; the day before `start` if there is none."""
    months = start.year * MONTHS_OF_A_YEAR + start.month - 1 + term_months
    year, month = divmod(months, MONTHS_OF_A_YEAR)
    return date.fromordinal(_day_in(year, month + 1, start.day).toordinal() - 1)


def _day_in(year: int, month: int, day: int) -> date:
    """That day, or the first of the next month where the month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1, 1)


@dataclass(frozen=True, slots=True)
class Ending:
    """What leaving costs. ends_on: the last day of service; left_months: of the minimum term, which are still to be paid."""

    ends_on: date
    left_months: int
    fee_taxed_yen: int


def ending(plan: Plan, endpoints: int, *, started: date, told: date) -> Ending:
    """What it costs to leave when one says so on `told`: service goes on to the end of that month.

    Within the minimum term what is left of it is paid; afterwards nothing is.
    """
    ends_on = last_day(told)
    bound = bound_until(started, plan.term_months)
    left = max(0, (bound.year - ends_on.year) * MONTHS_OF_A_YEAR + bound.month - ends_on.month)
    return Ending(ends_on, left, left * taxed_yen(plan.monthly_yen(endpoints)))


def last_day(day: date) -> date:
    """The last day of its month."""
    following = date(day.year + day.month // MONTHS_OF_A_YEAR, day.month % MONTHS_OF_A_YEAR + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@dataclass(frozen=True, slots=True)
class Seats:
    """How many computers are in the contract, were seen, and are insured."""

    contracted: int
    seen: int
    insured: int

    @property
    def unpaid(self) -> int:
        """Seen beyond the contract."""
        return max(0, self.seen - self.contracted)

    @property
    def unseen(self) -> int:
        """In the contract, and not seen: paid for, and not watched."""
        return max(0, self.contracted - self.seen)

    @property
    def uninsured(self) -> int:
        """In the contract, and not insured."""
        return max(0, self.contracted - self.insured)

    @property
    def agree(self) -> bool:
        """All three are the same."""
        return self.contracted == self.seen == self.insured
