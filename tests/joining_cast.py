"""Companies on their way in, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from contract_cast import draft_plan
from otasuke.web.contracts.models import Plan
from otasuke.web.contracts.services import offer_plan
from otasuke.web.customers.models import Customer
from otasuke.web.joining.models import Joining
from otasuke.web.joining.selectors import explanation_of
from otasuke.web.joining.services import Invited, invite
from otasuke.web.joining.walking import Signing, agree, choose_devices, choose_number, read_who
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across, tenant_scope

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # noon in Japan
MAIL = "inamori@minori.example"
MINUTE = timedelta(minutes=1)


def plan(**changed: object) -> Plan:
    return offer_plan(draft_plan(**changed), actor=None)


def invited(customer: Customer, *, email: str = MAIL, now: datetime = NOW, offered: Plan | None = None) -> Invited:
    return invite(customer, offered or plan(), endpoints=3, email=email, name="", actor=None, now=now)


def fresh(joining: Joining) -> Joining:
    with across("tests"):
        return Joining.objects.select_related("customer", "plan", "contract").get(id=joining.id)


def named(kind: str, number: int) -> str:
    return f"{kind} {number}"


def signing(joining: Joining, *, by_mail: bool = True, **changed: str) -> Signing:
    made = explanation_of(joining)
    assert made is not None
    fields: dict[str, str | UUID] = {"explanation": made.id, "digest": made.digest, "name": "稲森 修", "email": MAIL}
    return Signing(**{**fields, **changed}, by_mail=by_mail)  # type: ignore[arg-type]


def walk_to_consent(joining: Joining, endpoints: int = 3) -> None:
    read_who(joining, now=NOW)
    choose_number(joining, endpoints, language="ja", now=NOW)


def walk_to_devices(joining: Joining, wanted: Mapping[str, int] | None = None, endpoints: int = 3) -> Joining:
    walk_to_consent(joining, endpoints)
    agree(joining, signing(joining), now=NOW + MINUTE)
    choose_devices(joining, wanted or {"windows": 2, "utm/yamaha": 1}, named=named, now=NOW + 2 * MINUTE)
    return fresh(joining)


def hear(customer: Customer, *, most: int | None = None, at: datetime = NOW + 5 * MINUTE) -> None:
    """Devices are heard, as the watcher writes it down."""
    with tenant_scope(customer.id):
        ids = Device.objects.order_by("added", "id").values_list("id", flat=True)[:most]
        Device.objects.filter(id__in=list(ids)).update(first_seen=at, last_seen=at)
