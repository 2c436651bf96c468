"""Companies that are attacked: who they are, what their computers send, and what became of it in the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

GRAVE, ODD = "c1111111-1111-4111-8111-111111111111", "c2222222-2222-4222-8222-222222222222"
RULES = f"""
title: A program that locks files
id: {GRAVE}
status: test
level: critical
logsource: {{product: windows, category: process_creation}}
detection:
  selection: {{Image|endswith: '\\lock.exe'}}
  condition: selection
---
title: An odd program
id: {ODD}
status: test
level: high
logsource: {{product: windows, category: process_creation}}
detection:
  selection: {{Image|endswith: '\\odd.exe'}}
  condition: selection
"""
STAFF_PHONE = "090-2000-0000"
_TAKEN = ("accepted", "delivered", "acknowledged", "failed")
_PROGRAMS = {GRAVE: "lock.exe", ODD: "odd.exe"}


class Kind(IntEnum):
    """What happens to a company. RISING: first 黄, then 赤."""

    YELLOW = 0
    RED = 1
    RISING = 2


_FOUND = {Kind.YELLOW: (ODD,) * 3, Kind.RED: (GRAVE,) * 3, Kind.RISING: (ODD, ODD, GRAVE, GRAVE)}
_APART = 3
"""So many other companies come between two things at one."""


@dataclass(slots=True)
class Attacked:
    """A company. number: of which its names are made; token: of its only computer."""

    number: int
    token: str
    id: Any

    @property
    def kind(self) -> Kind:
        return Kind(self.number % len(Kind))

    @property
    def rules(self) -> Sequence[str]:
        """The rules that find what happens, in its order."""
        return _FOUND[self.kind]

    @property
    def phone(self) -> str:
        """Of its only contact; "": he has none."""
        return "" if self.kind is Kind.YELLOW else f"090-1000-{self.number:04}"

    @property
    def mail(self) -> str:
        return "" if self.kind is Kind.RED else f"{self.number}@x.example"


def make_staff() -> None:
    """A manager, who wants to be told of each 赤 by a text."""
    from otasuke.web.accounts.models import Firm, Person, Post
    from otasuke.web.duty.models import Reach
    from otasuke.web.tenancy.scope import across

    with across("a bench makes staff"):
        firm = Firm.objects.create(kind=Firm.Kind.PROVIDER, name="お助け隊")
        person = Person.objects.create(name="早瀬 澄", phone=STAFF_PHONE)
        Post.objects.create(firm=firm, person=person, role="manager")
        Reach.objects.create(person=person, phone=STAFF_PHONE, ways=["sms"])


def make_company(number: int) -> Attacked:
    """It has been watched for a month."""
    from otasuke.web.customers.models import Contact
    from otasuke.web.customers.policy import Facts
    from otasuke.web.customers.services import open_customer
    from otasuke.web.sensors.models import Device
    from otasuke.web.sensors.services import add_device, hand_out
    from otasuke.web.tenancy.scope import tenant_scope

    facts = Facts(tenant=f"company-{number}", name=f"会社{number}", name_kana="カイシャ")
    customer = open_customer(facts, actor=None)
    device = add_device(customer, name=f"PC{number}", kind="windows", actor=None)
    made = Attacked(number, hand_out(device, actor=None).token, customer.id)
    with tenant_scope(customer.id):
        now = datetime.now(UTC)
        Device.objects.update(first_seen=now - timedelta(days=30), last_seen=now)
        channel = Contact.Channel.PHONE if made.phone else Contact.Channel.MAIL
        told = {"phone": made.phone, "email": made.mail}
        Contact.objects.create(customer=customer, position=1, name="坂木 実", channel=channel, **told)
    return made


def attacks(companies: Sequence[Attacked]) -> Iterator[tuple[Attacked, bytes]]:
    """What the computers send, one event after another; what happens at one company comes between what happens at others."""
    places = [
        (one.number + _APART * place, one, place, rule) for one in companies for place, rule in enumerate(one.rules)
    ]
    for _, one, place, rule in sorted(places, key=lambda found: found[0]):
        yield one, _event(one.number, _PROGRAMS[rule], place)


def _event(number: int, program: str, place: int) -> bytes:
    """A process creation as Winlogbeat writes it."""
    told = {
        "Image": f"C:\\{program}",
        "CommandLine": f"number={number} place={place}",
        "User": f"user-{number}",
    }
    return json.dumps(
        {
            "@timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "winlog": {
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "provider_name": "Microsoft-Windows-Sysmon",
                "event_id": "1",
                "computer_name": f"PC-{number}",
                "event_data": told,
            },
        }
    ).encode()


@dataclass(frozen=True, slots=True)
class Came:
    """What came to people. calls: by telephone; texts: telephone and words; mails: by Message-ID, with the address."""

    calls: Counter[str]
    texts: Sequence[tuple[str, str]]
    mails: Counter[tuple[str, str]]


@dataclass(slots=True)
class Told:
    """What was found and told, and what of it is not as it has to be."""

    detections: int = 0
    alerts: int = 0
    incidents: int = 0
    begun_again: int = 0
    mails_twice: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def written_down() -> int:
    """How many detections stand in the database."""
    from otasuke.web.alerts.models import Sighting
    from otasuke.web.tenancy.scope import across

    with across("a bench counts"):
        return Sighting.objects.count()


def left_to_send() -> int:
    """How many deliveries are not done; of what is told now, not of calls that are repeated after a while."""
    from otasuke.web.notify.models import Delivery
    from otasuke.web.tenancy.scope import across

    with across("a bench counts"):
        return Delivery.objects.filter(round=0, state__in=("waiting", "sending")).count()


def judge(companies: Sequence[Attacked], in_journal: Sequence[str], came: Came) -> Told:
    """Compare what was sent, found, written down and told. in_journal: the ids of all detections."""
    from otasuke.web.alerts.models import Sighting, Unreadable
    from otasuke.web.tenancy.scope import across, tenant_scope

    told = Told(detections=len(set(in_journal)))
    sent = sum(len(one.rules) for one in companies)
    with across("a bench counts"):
        written = set(Sighting.objects.values_list("detection", flat=True))
        put_aside = Unreadable.objects.count()
    if told.detections != sent:
        told.faults.append(f"{told.detections} detections of {sent} events")
    if written != set(in_journal):
        told.faults.append(f"{len(set(in_journal) - written)} detections are not written down")
    if put_aside:
        told.faults.append(f"{put_aside} detections were put aside")
    for one in companies:
        with tenant_scope(one.id):
            told.faults += [f"{one.kind.name} company {one.number}: {words}" for words in _faults_of(one, told)]
    with across("a bench counts"):
        told.faults += _faults_of_deliveries(companies, came, told)
    return told


def _faults_of(one: Attacked, told: Told) -> Iterator[str]:
    from otasuke.web.alerts.models import Alert
    from otasuke.web.incidents.models import Incident
    from otasuke.web.notify.models import Delivery, Message

    alerts = dict(Alert.objects.values_list("rule_id", "times"))
    incidents, messages = Incident.objects.count(), Message.objects.count()
    told.alerts += len(alerts)
    told.incidents += incidents
    if Counter(alerts) != Counter(one.rules):
        yield f"its alerts are {alerts}"
    if (incidents, messages) != (1, 1):
        yield f"{incidents} incidents and {messages} messages"
    ways = Counter(Delivery.objects.filter(state__in=_TAKEN).values_list("way", flat=True))
    wanted = "mail" if one.kind is Kind.YELLOW else "call"
    if ways[wanted] != 1 or any(count > 1 for count in ways.values()):
        yield f"it was told by {dict(ways)}"


def _faults_of_deliveries(companies: Sequence[Attacked], came: Came, told: Told) -> Iterator[str]:
    """What came more or less often than the outbox says."""
    from otasuke.carrier.marks import has_mark
    from otasuke.web.notify.models import Delivery, DeliveryEvent, StaffCall

    rows = list(Delivery.objects.all())
    taken = [row for row in rows if row.state in _TAKEN]
    told.ways.update(f"{'staff' if row.staff_call_id else 'owner'} {row.way} {row.state}" for row in rows)
    told.begun_again = DeliveryEvent.objects.filter(kind="sending", words="again").count()
    rung = Counter(e164(row.address) for row in taken if row.way == "call")
    yield from (
        f"{to} rang {came.calls[to]} times, not {rung[to]}" for to in came.calls | rung if came.calls[to] != rung[to]
    )
    for row in (row for row in rows if row.way == "sms"):
        times = sum(to == e164(row.address) and has_mark(words, row.reference) for to, words in came.texts)
        if times != (row.state in _TAKEN):
            yield f"a text to {row.address} ({row.state}) came {times} times"
    if len(came.texts) != sum(row.way == "sms" for row in taken):
        yield f"{len(came.texts)} texts came"
    mails = {(row.address, row.reference): row for row in rows if row.way == "mail"}
    for key, row in mails.items():
        times = came.mails[key]
        told.mails_twice += max(0, times - 1)
        if times > row.attempts or (times > 0) != (row.state in _TAKEN):
            yield f"a mail to {row.address} ({row.state}) came {times} times in {row.attempts} tries"
    yield from (f"a mail to {to} that nobody knows" for to, reference in came.mails if (to, reference) not in mails)
    red, calls = sum(one.kind is not Kind.YELLOW for one in companies), StaffCall.objects.count()
    if calls != red:
        yield f"staff were called {calls} times about {red} red incidents"


def e164(phone: str) -> str:
    """As the carrier knows it."""
    return "+81" + phone.replace("-", "")[1:]
