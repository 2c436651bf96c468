"""What was found, for tests: detections as the journal tells them, at companies that were watched for a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from otasuke.events import Value
from otasuke.findings.live import LiveDetection
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import verdicts
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.policy import Verdict
from otasuke.web.customers.models import Customer
from otasuke.web.flows.arriving import arrived
from otasuke.web.incidents.models import Incident
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import device

NOW = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)
"""A Tuesday, 9:40 in Japan."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_SEEN = {"Image": r"C:\Users\sato\AppData\Local\Temp\invoice.exe", "User": r"MINORI\sato"}
OURS = ("attack.persistence", "attack.t1136.001")
"""Asks whether they did it: a yes is harmless."""
OPENED = ("attack.initial-access", "attack.t1566.001")
"""Asks whether somebody opened it: a yes is worse."""
USB = ("attack.lateral-movement", "attack.t1091")
"""Asks what says nothing of how grave it is."""
_numbers = count(1)


def watched(customer: Customer, *, kind: str = "windows", since: datetime = NOW - 30 * DAY) -> Device:
    """A device of the company that was heard first so long ago."""
    one = device(customer, kind=kind, brand="fortigate" if kind == "utm" else "")
    with tenant_scope(customer.id):
        Device.objects.filter(id=one.id).update(first_seen=since, last_seen=NOW)
    return one


def detection(
    tenant: str,
    rule: str = "r1",
    *,
    level: str = "high",
    at: datetime = NOW,
    by: Device | None = None,
    sensor: str = "KEIRI-02",
    fields: Mapping[str, Value] | None = None,
    **more: object,
) -> LiveDetection:
    """Something that a rule found, another each time."""
    number = next(_numbers)
    found = LiveDetection(
        id=f"d{number}",
        tenant=tenant,
        rule_id=rule,
        title=f"題 {rule}",
        level=level,
        tags=("attack.execution", "attack.t1204.002"),
        time=at,
        received_at=at,
        detected_at=at,
        sensor=sensor,
        sent_by=by.code if by else "",
        source="windows.winlogbeat",
        log=("windows", "process_creation", ""),
        batch=f"b{number}",
        ordinal=0,
        event=f"e{number}",
        matched=(("Image", "invoice.exe", "*invoice.exe"),),
        fields=dict(_SEEN if fields is None else fields),
    )
    return replace(found, **more)  # type: ignore[arg-type]


def arrive(*found: LiveDetection, at: datetime = NOW, until: int = 1) -> list[Incident]:
    """They come in."""
    return arrived(found, until=until, at=at)


def alerts_of(customer: Customer) -> list[Alert]:
    with tenant_scope(customer.id):
        return list(Alert.objects.order_by("first_seen", "rule_id"))


def incidents_of(customer: Customer) -> list[Incident]:
    with tenant_scope(customer.id):
        return list(Incident.objects.select_related("campaign", "lead").order_by("opened_at", "first_seen"))


def harmless(customer: Customer, judge: Person, *found: LiveDetection) -> list[Alert]:
    """They came in when they happened, and were found out to be nothing; each is another alert."""
    known = {one.id for one in alerts_of(customer)}
    for one in found:
        arrive(one, at=one.received_at)
    fresh = [one for one in alerts_of(customer) if one.id not in known]
    for alert in fresh:
        verdicts.judge(customer.id, alert.id, Verdict.BENIGN, words="店長に聞いた", actor=judge, at=NOW)
    return fresh
