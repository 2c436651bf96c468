"""Whatever is found and done in whatever order, each alert is in one incident of its company, and what is taken back is as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from finding_cast import MINUTE, NOW, detection, watched
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import services as alerts
from otasuke.web.alerts.models import Alert
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer
from otasuke.web.incidents import changing
from otasuke.web.incidents.answers import take_answer
from otasuke.web.incidents.errors import CannotBe, ChangedMeanwhile, NotFound
from otasuke.web.incidents.models import Belonging, Change, Entry, Incident, Thing, Trace
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.incidents.taking_in import take_in
from otasuke.web.notify.words import Answer
from otasuke.web.tenancy.scope import across, tenant_scope

REFUSED = (CannotBe, ChangedMeanwhile, NotFound)
NUMBERS = st.integers(0, 9)
COMPANIES = st.sampled_from((0, 0, 0, 0, 1))
STATES = st.sampled_from((*State, State.CLOSED, State.CLOSED))
COLOURS = st.sampled_from((None, *Colour, "old", "newest", "newest", "newest"))
RARELY = st.sampled_from((False,) * 7 + (True,))
BACK = st.sampled_from((False, False, True))
OF_INCIDENT = ("state", "outcome", "set_colour", "set_colour_why", "assigned_to_id", "merged_into_id", "closed_at")
BY_ALERTS = ("colour", "reasons", "title", "lead_id", "first_seen", "last_seen")

Picture = dict[UUID, dict[str, Any]]


@dataclass
class Did:
    """Something that changed incidents of a company. before: how all of them were; finds: how often something was found until then."""

    change: UUID
    involved: frozenset[UUID]
    before: Picture
    finds: int
    undone: bool = False


@dataclass
class Company:
    """One of two. finds: how often something was found there; lines: what its audit log must have, by verb."""

    customer: Customer
    finds: int = 0
    did: list[Did] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)


class Desk(RuleBasedStateMachine):
    """Two companies at which something is found, and a desk that does whatever comes to its mind."""

    companies: Sequence[Company] = ()
    people: Sequence[Person] = ()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.companies = deepcopy(Desk.companies)
        self.numbers = count(1)
        self.belonged: set[UUID] = set()

    def teardown(self) -> None:
        for one in self.companies:
            self.chain_is_whole(one)
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # ---- what happens

    @rule(
        company=COMPANIES,
        device=st.integers(0, 5),
        user=st.integers(0, 5),
        what=st.integers(0, 5),
        level=st.sampled_from(("critical", "high", "high", "medium")),
    )
    def is_found(self, company: int, device: int, user: int, what: int, level: str) -> None:
        find(self.companies[company], (device, user, what, level), at=self.now())

    @rule(company=COMPANIES, number=NUMBERS, state=STATES, outcome=st.sampled_from((None, *Outcome)), back=BACK)
    def goes_on(self, company: int, number: int, state: State, outcome: Outcome | None, back: bool) -> None:
        one, incident = self.one_of(company, number)

        def go_on(at: datetime) -> Change:
            return changing.set_state(incident, state, actor=self.people[0], at=at, outcome=outcome)

        self.try_to(one, {"incident.state": 1}, go_on, back=back)

    @rule(
        company=COMPANIES,
        number=NUMBERS,
        person=st.integers(-1, 1),
        colour=COLOURS,
        why=st.sampled_from(("", "社長")),
        back=BACK,
    )
    def is_assigned_or_weighed(
        self, company: int, number: int, person: int, colour: Colour | str | None, why: str, back: bool
    ) -> None:
        """By somebody who sees its first version, or the newest."""
        one, incident = self.one_of(company, number)
        who = self.people[person] if person >= 0 else None

        def do(at: datetime) -> Change:
            if isinstance(colour, Colour | None):
                return changing.set_severity(incident, colour, why=why, actor=self.people[1], at=at)
            return changing.assign(incident, who, actor=self.people[0], at=at, seen=1 if colour == "old" else None)

        verb = "incident.severity" if isinstance(colour, Colour | None) else "incident.assigned"
        self.try_to(one, {verb: 1}, do, back=back)

    @rule(company=COMPANIES, number=NUMBERS, other=NUMBERS, elsewhere=RARELY, back=BACK)
    def are_merged(self, company: int, number: int, other: int, elsewhere: bool, back: bool) -> None:
        one, into = self.one_of(company, number)
        _whose, second = self.one_of(1 - company if elsewhere else company, other)

        def merge(at: datetime) -> Change:
            return changing.merge(into, second, actor=self.people[0], at=at)

        self.try_to(one, {"incident.merged": 2}, merge, back=back)

    @rule(
        company=COMPANIES, number=NUMBERS, which=st.sampled_from(({0}, {1}, {0, 1}, set())), strange=RARELY, back=BACK
    )
    def is_split(self, company: int, number: int, which: set[int], strange: bool, back: bool) -> None:
        one, incident = self.one_of(company, number)
        with tenant_scope(one.customer.id):
            of_it = sorted(Belonging.objects.filter(incident=incident).values_list("alert_id", flat=True), key=str)
        chosen = [alert for place, alert in enumerate(of_it) if place in which] + ([uuid4()] if strange else [])

        def split(at: datetime) -> Change:
            made = changing.split(incident, chosen, actor=self.people[1], at=at)
            return Change.objects.get(incident=made)

        self.try_to(one, {"incident.split": 2}, split, back=back)

    @rule(company=COMPANIES, number=NUMBERS)
    def is_written_down(self, company: int, number: int) -> None:
        one, incident = self.one_of(company, number)
        with tenant_scope(one.customer.id):
            before = picture()
            changing.note(incident, "電話した", actor=self.people[0], at=self.now())
            assert picture() == before
        one.lines["incident.noted"] += 1

    @rule(company=COMPANIES, number=NUMBERS, answer=st.sampled_from((None, *Answer)))
    def is_answered(self, company: int, number: int, answer: Answer | None) -> None:
        one, incident = self.one_of(company, number)
        with tenant_scope(one.customer.id):
            take_answer(incident, answer, name="稲森", person=None, at=self.now())
        one.lines["incident.answered"] += 1
        one.finds += 1  # what was before is not only what people did

    @rule(back=st.integers(0, 3), company=COMPANIES)
    def is_undone(self, back: int, company: int) -> None:
        """One of the last changes."""
        one = self.companies[company]
        left = [did for did in one.did if not did.undone]
        if left:
            self.undo(one, left[-1 - back % len(left)])

    # ---- how it is done

    def now(self) -> datetime:
        return NOW + next(self.numbers) * MINUTE

    def one_of(self, company: int, number: int) -> tuple[Company, UUID]:
        """One of its incidents, the newest first."""
        one = self.companies[company]
        with tenant_scope(one.customer.id):
            ids = list(Incident.objects.order_by("-opened_at", "id").values_list("id", flat=True))
        return one, ids[number % len(ids)]

    def try_to(self, one: Company, lines: dict[str, int], do: Callable[[datetime], Change], *, back: bool) -> None:
        """What is refused leaves everything as it was, even if nobody undoes its transaction. back: it is taken back at once."""
        with tenant_scope(one.customer.id):
            before, written = picture(), rows()
            try:
                change = do(self.now())
            except REFUSED:
                assert (picture(), rows()) == (before, written)
                return
        involved = {change.incident_id, *map(UUID, change.before.get("incidents", ()))}
        did = Did(change.id, frozenset(involved), before, one.finds)
        one.did.append(did)
        one.lines.update(lines)
        if back:
            self.undo(one, did)
            assert did.undone

    def undo(self, one: Company, did: Did) -> None:
        """If nothing was found since, its incidents are as before."""
        with tenant_scope(one.customer.id):
            before, written = picture(), rows()
            try:
                changing.undo(did.change, actor=self.people[1], at=self.now())
            except REFUSED:
                assert (picture(), rows()) == (before, written)
                return
            now = picture()
        did.undone = True
        one.lines["incident.undone"] += len(did.involved)
        for incident in did.involved if did.finds == one.finds else ():
            if incident in did.before:
                assert now[incident] == did.before[incident]
            else:  # what a split made is there, and empty
                assert (now[incident]["state"], now[incident]["alerts"]) == (State.MERGED.value, {})

    # ---- what is always so

    @invariant()
    def each_alert_is_in_one_incident_of_its_company(self) -> None:
        with across("tests"):
            found = list(Belonging.objects.select_related("alert", "incident"))
            into = dict(Incident.objects.values_list("id", "merged_into_id"))
            loose = list(Alert.objects.filter(belonging=None))
        belong = {one.alert_id for one in found}
        assert len(belong) == len(found)
        assert belong >= self.belonged
        assert not any(one.disturbs for one in loose)
        self.belonged = belong
        for one in found:
            assert one.customer_id == one.alert.customer_id == one.incident.customer_id
            assert one.alert.closed_at is not None or one.incident.state != State.CLOSED.value
        # what was merged is empty and lives on in what is not, and everything else is of something
        full = {one.incident_id for one in found}
        assert full == {incident for incident, other in into.items() if other is None}
        for incident in into:
            assert last_of(incident, into) in full

    def chain_is_whole(self, one: Company) -> None:
        """A line for each change, and for nothing else."""
        with tenant_scope(one.customer.id):
            lines = list(
                AuditLine.objects.filter(customer=one.customer).order_by("number").values_list("number", "verb")
            )
        assert [number for number, _verb in lines] == list(range(1, len(lines) + 1))
        assert Counter(verb for _number, verb in lines if verb.startswith("incident.")) == +one.lines


def find(one: Company, what: tuple[int, int, int, str], *, at: datetime) -> None:
    """Something is found at a company."""
    device, user, rule, level = what
    found = detection(
        one.customer.tenant,
        f"r{rule}",
        level=level,
        at=at,
        sensor=f"PC-{device}",
        fields={"Image": f"{rule}.exe", "User": rf"OFFICE\user{user}"},
    )
    one.finds += 1
    with tenant_scope(one.customer.id):
        recorded = alerts.record(one.customer.id, [found], at=at)
        before = Change.objects.count()
        take_in(one.customer.id, recorded.news, repeated=recorded.repeated, at=at)
        one.lines["incident.merged"] += 2 * (Change.objects.count() - before)  # it showed that some are one


def picture() -> Picture:
    """Every incident of the company whose scope is open, with what is its own."""
    found: Picture = {
        row["id"]: row | {"alerts": {}, "things": set(), "traces": set()}
        for row in Incident.objects.values("id", *OF_INCIDENT, *BY_ALERTS)
    }
    placed = Belonging.objects.values_list(
        "incident_id", "alert_id", "alert__closed_at", "alert__verdict", "alert__verdict_at"
    )
    for incident, alert, *said in placed:
        found[incident]["alerts"][alert] = said
    for model, name in ((Thing, "things"), (Trace, "traces")):
        for incident, kind, value in model.objects.values_list("incident_id", "kind", "value"):
            found[incident][name].add((kind, value))
    for one in found.values():
        if not one["alerts"]:  # of what is empty it says nothing any more
            for name in BY_ALERTS:
                del one[name]
    return found


def rows() -> list[Any]:
    """What is written beside that."""
    versions = list(Incident.objects.order_by("id").values_list("id", "version", "touched_at"))
    undone = list(Change.objects.order_by("id").values_list("id", "undone_at"))
    return [versions, undone, Entry.objects.count(), AuditLine.objects.count()]


def last_of(incident: UUID, into: dict[UUID, UUID | None]) -> UUID:
    """Where it lives on in the end."""
    seen = {incident}
    while (other := into[incident]) is not None:
        assert other not in seen
        seen.add(other)
        incident = other
    return incident


def test_whatever_the_desk_does_nothing_is_lost_and_what_is_taken_back_is_as_before(companies) -> None:
    Desk.companies = (Company(companies.minori), Company(companies.kobato))
    for place, one in enumerate(Desk.companies):
        watched(one.customer)
        for number in range(4 - 2 * place):  # a matter on each device, of two alerts
            find(one, (number, number, number, "high"), at=NOW)
            find(one, (number, number, 4, "medium"), at=NOW)
    Desk.people = [Person.objects.create(name=name, email=f"{name}@example.jp") for name in ("hayase", "kuga")]
    # Looking for the shortest way to a fault would take minutes: add Phase.shrink when there is one.
    found = settings(max_examples=30, stateful_step_count=20, phases=[Phase.generate])
    run_state_machine_as_test(Desk, settings=found)
