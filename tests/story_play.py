"""Stories of METI, from what sensors wrote to incidents, without the processes between: what rules find becomes the detections of a journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from otasuke.cli.demo import scan_logs
from otasuke.cli.scanning.results import Finding
from otasuke.cli.supports import read_supports
from otasuke.demo.learning import find_learnt
from otasuke.demo.matters import leased_names
from otasuke.demo.stories.script import Member, Part, Shown
from otasuke.demo.stories.writing import QUIET_DAYS, file_owner, midnight, write_part
from otasuke.events import Event
from otasuke.findings.leases import Lease
from otasuke.findings.live import LiveDetection, detection_id, event_key, log_of
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.pipeline.learnt.telling import detection_of
from otasuke.simulating.company import WINDOWS, Kind
from otasuke.web.alerts.naming import learn_leases
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Facts
from otasuke.web.customers.services import open_customer
from otasuke.web.flows.arriving import arrived
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import add_device
from otasuke.web.tenancy.scope import tenant_scope

_KINDS = {Kind.SURICATA: ("linux", ""), Kind.FORTIGATE: ("utm", "fortigate"), Kind.NAS: ("nas", "synology")}
_LEARNT_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Played:
    """A company of a story, and its devices by the names that logs have."""

    customer: Customer
    part: Part
    devices: Mapping[str, Device]


def open_company(part: Part) -> Played:
    """The company is a customer, and was watched for a month."""
    member = part.member
    facts = Facts(tenant=member.company.tenant, name=member.company.title, name_kana="カイシャ")
    customer = open_customer(facts, actor=None)
    devices = {one.name: _device(customer, member, one.name, one.kind) for one in member.company.devices}
    with tenant_scope(customer.id):
        first = part.begin - timedelta(days=30)
        Device.objects.filter(customer=customer).update(first_seen=first, last_seen=part.begin)
    return Played(customer, part, devices)


def _device(customer: Customer, member: Member, name: str, kind: Kind) -> Device:
    known, brand = ("windows", "") if kind in WINDOWS else _KINDS[kind]
    words = member.people[name]["ja"] if name in member.people else name
    return add_device(customer, name=words, kind=known, brand=brand, actor=None)


def play(story: Shown, folder: Path) -> list[Played]:
    """Everything that happens at all companies comes in, in the order of time."""
    companies = [open_company(part) for part in story.parts]
    found = [one for played in companies for one in _found(played, folder / played.part.member.company.tenant)]
    for number, one in enumerate(sorted(found, key=lambda one: one.received_at), 1):
        arrived([one], until=number, at=one.received_at)
    return companies


def _found(played: Played, logs: Path) -> Iterator[LiveDetection]:
    """What rules and detectors find in a company's logs, when it comes in."""
    part, tenant = played.part, played.customer.tenant
    write_part(part, logs, seed=1, days_before=QUIET_DAYS)
    files = {str(path): _events_of(path) for path in sorted(logs.iterdir())}
    events = [event for of_file in files.values() for event in of_file.values()]
    with tenant_scope(played.customer.id):
        leases = [Lease(tenant, address, name, midnight(part.begin)) for address, name in leased_names(events).items()]
        learn_leases(played.customer.id, leases)
    for finding in scan_logs(logs).findings:
        one = _of_rule(finding, files, tenant)
        owner = file_owner(part.member, Path(finding.detection.source))
        sender = played.devices.get(owner)
        received = (one.time or one.received_at) - part.member.clock(owner)
        yield replace(one, received_at=received, time=received, sent_by=sender.code if sender else "")
    for learnt in find_learnt(events, tenant, read_supports()):
        at = learnt.time + _LEARNT_AFTER
        yield detection_of(learnt, received_at=at, now=at)


def _of_rule(finding: Finding, files: Mapping[str, Mapping[int, Event]], tenant: str) -> LiveDetection:
    found, together = finding.detection, finding.together
    source, record = together.events[-1] if together else (found.source, found.record)
    event = files[source][record]
    key = event_key(event)
    at = found.time or event.received_at
    return LiveDetection(
        id=detection_id(tenant, found.rule_id, f"{key} {at}"),
        tenant=tenant,
        rule_id=found.rule_id,
        title=found.rule_title,
        level=found.level.value,
        tags=found.tags,
        time=at,
        received_at=at,
        detected_at=at,
        sensor=event.sensor,
        source=event.source,
        log=log_of(event.logsources),
        event="" if together else key,
        events=tuple(event_key(files[path][number]) for path, number in together.events) if together else (),
        matched=tuple((one.field, one.value, one.pattern) for one in found.matched),
        fields=event.fields,
    )


def _events_of(path: Path) -> dict[int, Event]:
    read = normalise(path.read_bytes(), Context(datetime.now(UTC)))
    return {event.record: event for event in read if isinstance(event, Event)}
