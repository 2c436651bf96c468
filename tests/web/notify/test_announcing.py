"""Programs are told of incidents."""

from __future__ import annotations

import json
from uuid import uuid4

from notify_cast import MONDAY_10, OVER, WORDS, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.hooks.kinds import ANNOUNCED
from otasuke.web.hooks.models import Delivery
from otasuke.web.hooks.services import add_endpoint
from otasuke.web.notify.services import close, tell
from otasuke.web.notify.words import About
from otasuke.web.tenancy.scope import across, tenant_scope


def heard() -> list[tuple[str, dict[str, str]]]:
    with across("tests"):
        bodies = [json.loads(one.body) for one in Delivery.objects.order_by("made_at")]
    return [(one["type"], one["data"]) for one in bodies]


def listen(companies) -> None:
    person = Person.objects.create(name="早瀬 遥", email="h@naniwa.example")
    add_endpoint("https://hooks.minori.example/", sorted(ANNOUNCED), customer=companies.minori.id, actor=person)


def test_an_incident_is_announced_as_it_opens_rises_and_closes(companies) -> None:
    listen(companies)
    about = uuid4()

    told(companies.minori, Colour.YELLOW, about=about)
    told(companies.minori, Colour.YELLOW, about=about)
    told(companies.minori, Colour.RED, about=about)
    told(companies.kobato, Colour.RED)
    close(companies.minori.id, About("incident", about), words=OVER, at=MONDAY_10)

    assert [(kind, data["colour"]) for kind, data in heard()] == [
        ("incident.opened", "yellow"),
        ("incident.risen", "red"),
        ("incident.closed", "red"),
    ]
    assert {data["incident_id"] for _kind, data in heard()} == {str(about)}
    assert {data["customer"] for _kind, data in heard()} == {"minori"}


def test_nothing_else_is_announced_as_an_incident(companies) -> None:
    listen(companies)

    tell(companies.minori.id, About("letter", uuid4()), colour=Colour.RED, words=WORDS, at=MONDAY_10)
    with tenant_scope(companies.minori.id):
        record("incident.opened", actor=None, customer=companies.minori.id, target=f"incident {uuid4()}")

    assert heard() == []
