"""Contracts in every state that there is, each brought there by the steps that a real one takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.contracts.explaining import (
    Telling,
    consent,
    explain_change,
    explain_ending,
    explain_renewal,
    explain_start,
)
from otasuke.web.contracts.models import Contract, Explanation, Plan, SeatCount
from otasuke.web.contracts.policy import bound_until
from otasuke.web.contracts.services import begin, count_seats, draft_contract, drop, end, keep, offer_plan
from otasuke.web.customers.models import Customer
from otasuke.web.joining.models import Joining
from otasuke.web.joining.services import invite
from otasuke.web.joining.walking import Signing, agree, choose_devices, choose_number, read_who

_How = Explanation.How
_MINUTES = timedelta(minutes=7)
_YEAR = 12
_SMALL = 3
"""Companies with so many computers, or fewer, have no box at the door."""

_PLANS: tuple[Mapping[str, object], ...] = (
    {"code": "hitoe", "title": "ひとえプラン", "kind": "endpoint", "endpoint_yen": 1_680, "term_months": 12},
    {"code": "hitoe", "title": "ひとえプラン", "kind": "endpoint", "endpoint_yen": 1_480, "term_months": 12},
    {"code": "kado", "title": "かどプラン", "kind": "network", "network_yen": 9_500, "term_months": 24},
    {"code": "futae", "title": "ふたえプラン", "kind": "combined", "network_yen": 8_800, "endpoint_yen": 1_180, "term_months": 12},
)  # fmt: skip
_COMMON = {
    "standard": "1.1",
    "initial_yen": 20_000,
    "visits_per_year": 2,
    "cover_yen": 1_000_000,
    "extra_visit_yen": 30_000,
}

Plans = Mapping[str, Sequence[Plan]]
"""The versions of each plan, oldest first."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a contract has to go through. by: who explains it, where somebody does."""

    customer: Customer
    owner: Person
    by: Person
    seats: int
    plans: Plans
    now: datetime
    months: int

    @property
    def today(self) -> date:
        """The day where the customers are."""
        return timezone.localdate(self.now)

    @property
    def plan(self) -> Plan:
        """What suits a company of this size."""
        return self.plans["hitoe" if self.seats <= _SMALL else "futae"][-1]

    def months_ago(self, months: int) -> date:
        """The first of a month."""
        year, month = divmod(self.today.year * _YEAR + self.today.month - 1 - months, _YEAR)
        return date(year, month + 1, 1)

    def told(self, at: datetime, how: Explanation.How = _How.PAGE) -> Telling:
        """How something is explained."""
        return Telling(how, "ja", None if how is _How.PAGE else self.by, at)


def offer_plans(actor: Person) -> Plans:
    """See to it that the plans are offered; their versions."""
    for wanted in _PLANS:
        known = Plan.objects.filter(**{name: wanted[name] for name in wanted if name != "title"})
        if not known.exists():
            offer_plan(Plan(**_COMMON, **wanted), actor=actor)
    found = list(Plan.objects.order_by("code", "version"))
    return {plan.code: [one for one in found if one.code == plan.code] for plan in found}


def take_course(number: int, course: Course) -> None:
    """Bring a company's contract to where the company with this number is. Its scope has to be open."""
    _ORDER[number % len(_ORDER)](course)


def _draft(course: Course) -> Contract:
    return draft_contract(course.customer, course.plan, endpoints=course.seats, actor=course.by)


def _explained(
    course: Course, *, at: datetime | None = None, how: Explanation.How = _How.PAGE, plan: Plan | None = None
) -> Explanation:
    contract = _draft(course)
    at = at or course.now - timedelta(hours=2)
    first = timezone.localdate(at) + timedelta(days=10)
    return explain_start(
        contract.id, course.told(at, how), plan=plan or course.plan, endpoints=course.seats, from_day=first
    )


def _agree(course: Course, made: Explanation) -> UUID:
    person = course.owner
    consent(made.id, digest=made.digest, name=person.name, person=person, at=made.explained_at + _MINUTES)
    return made.contract_id


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(13, 20)))


def _begun(course: Course, months: int, *, plan: Plan | None = None, how: Explanation.How = _How.PAGE) -> UUID:
    """A contract whose service began on the first of a month."""
    first = course.months_ago(months)
    made = _explained(course, at=_noon(first - timedelta(days=12)), how=how, plan=plan)
    return begin(_agree(course, made), on=first, actor=course.by).id


def _counted(course: Course, contract: UUID, *, seen: int = 0, insured: int = 0) -> UUID:
    """Counts of yesterday; seen, insured: how many more or fewer than in the contract."""
    yesterday = course.today - timedelta(days=1)
    for what, number in ((SeatCount.What.SEEN, seen), (SeatCount.What.INSURED, insured)):
        count_seats(contract, what, number=max(0, course.seats + number), on=yesterday, actor=None)
    return contract


def _run(course: Course) -> None:
    _counted(course, _begun(course, course.months))


def _run_spoken(course: Course) -> None:
    _counted(course, _begun(course, course.months, how=_How.SPOKEN), seen=2)


def _run_unseen(course: Course) -> None:
    _counted(course, _begun(course, course.months, how=_How.WRITTEN), seen=-1, insured=-1)


def _run_old_version(course: Course) -> None:
    _counted(course, _begun(course, _YEAR + 4, plan=course.plans["hitoe"][0]))


def _run_at_the_door(course: Course) -> None:
    _counted(course, _begun(course, course.months, plan=course.plans["kado"][-1]))


def _wait_for_start(course: Course) -> None:
    _agree(course, _explained(course, at=course.now - timedelta(days=3)))


def _wait_for_consent(course: Course) -> None:
    _explained(course)


def _invited(course: Course) -> Joining:
    """On the way in, with a link that nobody has opened."""
    owner, made = course.owner, course.now - timedelta(days=1)
    return invite(
        course.customer,
        course.plan,
        endpoints=course.seats,
        email=owner.email,
        name=owner.name,
        actor=course.by,
        now=made,
    ).joining


def _explained_on_the_way(course: Course) -> Joining:
    """He read what it costs, and has not agreed."""
    joining = read_who(_invited(course), now=course.now - timedelta(hours=20))
    return choose_number(joining, course.seats, language="ja", now=course.now - timedelta(hours=19))


def _agreed_on_the_way(course: Course) -> None:
    """He agreed, and connects his devices."""
    joining = _explained_on_the_way(course)
    told = Explanation.objects.get(contract=joining.contract_id)
    signing = Signing(told.id, told.digest, course.owner.name, course.owner.email, by_mail=True)
    agree(joining, signing, now=course.now - timedelta(hours=18))
    wanted = {"windows": min(course.seats, 3)}
    choose_devices(joining, wanted, named=lambda _, n: f"パソコン{n}", now=course.now - timedelta(hours=17))


def _change(course: Course) -> None:
    contract = _counted(course, _begun(course, 8, plan=course.plans["hitoe"][-1]))
    told = course.told(_noon(course.months_ago(3)))
    _agree(course, explain_change(contract, told, plan=course.plans["futae"][-1], endpoints=course.seats))


def _renew(course: Course) -> None:
    contract = _counted(course, _begun(course, _YEAR + 1))
    found = Contract.objects.get(id=contract)
    assert found.term_from
    last = bound_until(found.term_from, found.term_months)
    _agree(course, explain_renewal(contract, course.told(_noon(last - timedelta(days=20)))))


def _say_end(course: Course) -> None:
    contract = _counted(course, _begun(course, 9))
    _agree(course, explain_ending(contract, course.told(course.now - timedelta(hours=1))))


def _stay(course: Course) -> None:
    contract = _counted(course, _begun(course, 14))
    at = _noon(course.months_ago(1))
    _agree(course, explain_ending(contract, course.told(at)))
    keep(contract, today=timezone.localdate(at) + timedelta(days=5), actor=course.by)


def _leave(course: Course) -> None:
    contract = _begun(course, 15)
    _agree(course, explain_ending(contract, course.told(_noon(course.months_ago(2)))))
    end(contract, today=course.today, actor=course.by)


def _give_up(course: Course) -> None:
    drop(_explained(course, at=course.now - timedelta(days=20), how=_How.SPOKEN).contract_id, actor=course.by)


_ORDER: tuple[Callable[[Course], object], ...] = (
    *(_run, _run_spoken, _run, _change, _run_at_the_door, _renew, _run, _wait_for_consent, _run, _run_unseen),
    *(_run, _run, _wait_for_start, _run, _say_end, _run, _run_old_version, _run, _invited, _run),
    *(_stay, _run, _leave, _run, _run, _give_up, _run_spoken, _explained_on_the_way, _draft, _agreed_on_the_way),
)
