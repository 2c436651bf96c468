"""Fill a demo's database with what a large provider has waiting: open alerts of all its companies, their incidents, and last month's.

What rows hold is what the service would have written (happenings, things, traces, stories); only how often what happens is drawn, with a seed.
A few companies have much and most have little, and so it is with rules. Written in batches, without the service's own steps: those are timed elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from otasuke.advice.colour import Colour
from otasuke.findings.advised import happening_of
from otasuke.findings.live import LiveDetection
from otasuke.simulating.calendar import JST
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import book
from otasuke.web.alerts.happenings import kept
from otasuke.web.alerts.models import Alert, Sighting
from otasuke.web.alerts.policy import About, Held, fingerprint
from otasuke.web.customers.models import Customer
from otasuke.web.incidents import weighing
from otasuke.web.incidents.codes import new_code
from otasuke.web.incidents.models import Belonging, Campaign, Entry, Incident, Interruption, Task, Thing, Trace
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.sentences import _, as_data

_RULES = Path(__file__).parents[1] / "rules" / "otasuke"
_LEVELS = (("critical", 2), ("high", 14), ("medium", 44), ("low", 40))
_HELD = ((Held.HABIT, 46), (Held.LEARNING, 18), (Held.CONTEXT, 8), (Held.SILENCE, 6), (Held.CAUSE, 6), (None, 16))
_STATES = ((State.NEW, 55), (State.LOOKING, 22), (State.WAITING, 15), (State.ACTING, 8))
_NAMES = ("KEIRI", "EIGYO", "JIMU", "SHACHO", "GENBA", "UKETSUKE")
_PEOPLE = ("sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "yamamoto", "nakamura")
_DEVICES = 6
_TOGETHER = 2_000
_CAMPAIGNS = 30


@dataclass(frozen=True, slots=True)
class Amounts:
    """So much there is: open alerts, open incidents, incidents of the last month that are over."""

    alerts: int = 50_000
    incidents: int = 6_000
    over: int = 12_000


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    title: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class _Rows:
    """What waits to be written, in the order in which rows point to each other."""

    dice: Random
    now: datetime
    rules: Sequence[_Rule]
    people: Sequence[Person]
    campaigns: Sequence[Campaign]
    alerts: list[Alert] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    others: dict[type, list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        self.others.setdefault(type(row), []).append(row)

    def write(self) -> None:
        for rows in (self.alerts, self.incidents, *self.others.values()):
            if rows:
                type(rows[0]).objects.bulk_create(rows, ignore_conflicts=isinstance(rows[0], Thing | Trace))
        self.alerts, self.incidents, self.others = [], [], {}


def fill(amounts: Amounts, *, seed: int, now: datetime, say: Callable[[str], None]) -> None:
    """Fill it. Who calls sees to it that it is empty."""
    dice = Random(seed)
    with across("a bench fills all companies"):
        customers = list(Customer.objects.order_by("tenant"))
        dice.shuffle(customers)
        devices = _devices(customers, now)
        rows = _Rows(dice, now, _rules(), list(Person.objects.filter(posts__isnull=False).distinct()), _campaigns(now))
    plan = list(_plan(amounts, dice))
    for begin in range(0, len(plan), _TOGETHER):
        with across("a bench fills all companies"):
            for is_open, parts in plan[begin : begin + _TOGETHER]:
                customer = customers[_skewed(dice, len(customers))]
                _matter(rows, customer, devices[customer.id], parts=parts, is_open=is_open)
            rows.write()
        say(f"{min(begin + _TOGETHER, len(plan)):,} / {len(plan):,}")


def _plan(amounts: Amounts, dice: Random) -> Iterator[tuple[bool, int]]:
    """Whether it is open, and of how many alerts; 0: an alert that belongs to nothing."""
    plan = [(True, min(40, int(dice.paretovariate(1.2)))) for _number in range(amounts.incidents)]
    plan += [(False, min(40, int(dice.paretovariate(1.2)))) for _number in range(amounts.over)]
    loose = amounts.alerts - sum(parts for is_open, parts in plan if is_open)
    plan += [(True, 0)] * loose
    dice.shuffle(plan)
    yield from plan


def _skewed(dice: Random, many: int) -> int:
    """A tenth of all companies has half of it."""
    return int(many * dice.random() ** 3)


def _rules() -> list[_Rule]:
    """Our own, and as many of others', which have no sheet."""
    import yaml

    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_RULES.rglob("*.yml"))]
    ours = [_Rule(str(one["id"]), one["title"], tuple(one.get("tags", ()))) for one in found]
    theirs = [
        _Rule(str(uuid5(NAMESPACE_OID, f"rule {number}")), f"Suspicious Activity {number:03}", ("attack.execution",))
        for number in range(600)
    ]
    return [*ours, *theirs]


def _devices(customers: Sequence[Customer], now: datetime) -> dict[UUID, list[Device]]:
    made = [
        Device(
            customer=one,
            code=f"B{number:02}",
            name=f"{_NAMES[number % len(_NAMES)]}-{number:02}",
            kind="windows",
            seat=True,
            first_seen=now - timedelta(days=90),
            last_seen=now,
        )
        for one in customers
        for number in range(_DEVICES)
    ]
    Device.objects.bulk_create(made, batch_size=_TOGETHER)
    found: dict[UUID, list[Device]] = {}
    for one in made:
        found.setdefault(one.customer_id, []).append(one)
    return found


def _campaigns(now: datetime) -> list[Campaign]:
    made = [Campaign(code=new_code("K"), made_at=now, traces=[]) for _number in range(_CAMPAIGNS)]
    return Campaign.objects.bulk_create(made)


def _matter(rows: _Rows, customer: Customer, devices: Sequence[Device], *, parts: int, is_open: bool) -> None:
    """An incident with its alerts, or one alert that belongs to none."""
    dice = rows.dice
    opened = rows.now - (timedelta(days=14) * dice.random() ** 2 if is_open else timedelta(days=2 + 28 * dice.random()))
    device, person = dice.choice(devices), dice.choice(_PEOPLE)
    found = [
        _alert(
            rows, customer, device, person, at=opened + timedelta(minutes=7 * number), leads=parts > 0 and number == 0
        )
        for number in range(max(1, parts))
    ]
    if not is_open:
        for one in found:
            one.closed_at = one.last_seen + timedelta(hours=5)
            one.verdict = dice.choice(list(Outcome)).value
            one.verdict_at = one.closed_at
    if parts:
        _incident(rows, customer, found, is_open=is_open)
    rows.alerts += found


def _alert(rows: _Rows, customer: Customer, device: Device, person: str, *, at: datetime, leads: bool) -> Alert:
    dice = rows.dice
    found = _detection(rows, customer, device, person, at=at, leads=leads)
    happening = happening_of(found)
    colour = book.colour(happening)
    held = None if leads or colour is Colour.RED else _drawn(dice, _HELD)
    alert = Alert(
        customer=customer,
        # the number: drawn companies meet the same thing again, and it would be one alert
        fingerprint=fingerprint(
            About(customer.tenant, found.rule_id, device.code, found.id, found.fields.get("DestinationIp", ""))
        ),
        rule_id=found.rule_id,
        title=found.title,
        level=found.level,
        tags=list(found.tags),
        device=device.name,
        machine=device,
        person=person,
        counterpart=happening.counterpart,
        colour=colour.value,
        held_by=held.value if held else "",
        held_why=as_data(_("この会社では、いつものことです。")) if held else None,
        happening=kept(happening),
        matched=[list(one) for one in found.matched],
        traces=[["hash", found.id]] if leads else [],
        first_seen=at,
        last_seen=at + timedelta(minutes=dice.randrange(60)),
        detected_at=at,
        times=min(5_000, int(dice.paretovariate(0.8))),
        batch=found.id,
        ordinal=0,
    )
    for ordinal in range(min(alert.times, dice.randint(1, 3))):
        rows.add(_sighting(alert, found, ordinal))
    return alert


def _detection(
    rows: _Rows, customer: Customer, device: Device, person: str, *, at: datetime, leads: bool
) -> LiveDetection:
    dice = rows.dice
    rule = rows.rules[_skewed(dice, len(rows.rules))]
    level = dice.choice(("critical", "high", "high", "high", "high", "high")) if leads else _drawn(dice, _LEVELS)
    number = f"{dice.getrandbits(64):016x}"
    fields = {"Image": rf"C:\Users\{person}\AppData\Local\Temp\{number[:6]}.exe", "User": rf"OFFICE\{person}"}
    if dice.random() < 0.4:
        fields["DestinationIp"] = f"203.0.113.{dice.randrange(1, 255)}"
    return LiveDetection(
        id=number,
        tenant=customer.tenant,
        rule_id=rule.id,
        title=rule.title,
        level=level,
        tags=rule.tags,
        time=at,
        received_at=at,
        detected_at=at,
        sensor=device.name,
        sent_by=device.code,
        log=("windows", "process_creation", ""),
        matched=(("Image", fields["Image"], "*.exe"),),
        fields=fields,
    )


def _sighting(alert: Alert, found: LiveDetection, ordinal: int) -> Sighting:
    number = f"{found.id}{ordinal}"
    return Sighting(
        customer=alert.customer,
        alert=alert,
        detection=number,
        at=found.time,
        batch=found.id,
        ordinal=ordinal,
        event=f"e{number}",
        matched=alert.matched,
        fields={**found.fields, "ProcessGuid": number, "ParentImage": r"C:\Windows\explorer.exe"},
    )


def _incident(rows: _Rows, customer: Customer, alerts: Sequence[Alert], *, is_open: bool) -> None:
    dice, lead = rows.dice, alerts[0]
    state = _drawn(dice, _STATES) if is_open else State.CLOSED
    opened = lead.first_seen + timedelta(seconds=20)
    in_campaign = is_open and dice.random() < 0.1
    incident = Incident(
        customer=customer,
        code=new_code("J"),
        title=lead.title,
        colour=lead.colour,
        reasons=[as_data(_("%(colour)s：%(title)s", colour=lead.colour, title=lead.title))],
        set_colour="青" if dice.random() < 0.05 else "",
        state=state.value,
        outcome="" if is_open else alerts[0].verdict,
        lead=lead,
        assigned_to=dice.choice(rows.people) if state is not State.NEW else None,
        campaign=rows.campaigns[_skewed(dice, len(rows.campaigns))] if in_campaign else None,
        first_seen=lead.first_seen,
        last_seen=max(one.last_seen for one in alerts),
        opened_at=opened,
        touched_at=opened,
        told_at=opened,
        closed_at=None if is_open else opened + timedelta(hours=5),
    )
    rows.incidents.append(incident)
    for one in {thing for alert in alerts for thing in weighing.things_of(alert)}:
        rows.add(Thing(customer=customer, incident=incident, kind=one.kind, value=one.value))
    for alert in alerts:
        words = as_data(_("%(title)s", title=alert.title))
        rows.add(Belonging(customer=customer, incident=incident, alert=alert, at=opened))
        rows.add(
            Entry(customer=customer, incident=incident, at=alert.first_seen, kind="found", words=words, alert=alert)
        )
    for kind, value in lead.traces:
        rows.add(Trace(customer=customer, incident=incident, kind=kind, value=value, at=opened))
    for place, said in enumerate(("電話で確かめる", "線を抜いてもらう", "検査する", "結果を書く")):
        rows.add(Task(customer=customer, incident=incident, position=place, words=said))
    rows.add(
        Interruption(
            customer=customer, incident=incident, person=dice.choice(rows.people), colour=lead.colour, at=opened
        )
    )


def _drawn(dice: Random, weights: Sequence[tuple[Any, int]]) -> Any:
    return dice.choices([one for one, _weight in weights], [weight for _one, weight in weights])[0]


def is_filled() -> bool:
    """Whether it was filled before."""
    with across("whether there is anything"):
        return Alert.objects.exists()


def night(now: datetime) -> datetime:
    """The last full hour of Japan: what is filled counts back from it."""
    return now.astimezone(JST).replace(minute=0, second=0, microsecond=0)
