"""METI's first case through the real processes: what two sensors send becomes one incident, while it happens."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import django

from django_login import signed_in
from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.demo.matters import INTERRUPTING
from otasuke.demo.stories.script import Part
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.stories.writing import midnight, write_part
from otasuke.events import Event
from otasuke.findings.live import JOURNAL
from otasuke.local.folder import secret
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.stream.port import Broker
from system.running import SOURCE, Running, call, running, until

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
os.environ.setdefault("OTASUKE_WEB_DATABASE", "host=/nowhere dbname=otasuke user=otasuke_app")
django.setup()

from django.test import override_settings  # noqa: E402

from finding_cast import incidents_of  # noqa: E402
from otasuke.web.alerts.naming import devices_of  # noqa: E402
from otasuke.web.customers.models import Customer  # noqa: E402
from otasuke.web.flows.arriving import read_until  # noqa: E402
from otasuke.web.incidents.models import Incident  # noqa: E402
from otasuke.web.incidents.states import State  # noqa: E402
from otasuke.web.notify.models import Message  # noqa: E402
from otasuke.web.project.database import prepare_roles  # noqa: E402
from otasuke.web.project.migrate import migrate  # noqa: E402
from otasuke.web.sensors.broker import asked  # noqa: E402
from otasuke.web.sensors.services import hand_out  # noqa: E402
from otasuke.web.tenancy.scope import tenant_scope  # noqa: E402
from story_play import Played, open_company  # noqa: E402

RULES = Path(__file__).parents[2] / "rules" / "otasuke"
LASTS = timedelta(minutes=25)
FILES = {"mimamori": "eve.json", "FGT-40F": "FGT-40F.log"}
WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Line:
    """What a sensor writes. at: by its clock."""

    sensor: str
    at: datetime
    text: bytes


def happens_now() -> Part:
    """The story's only company, with all of the story in the last minutes before now."""
    (part,) = STORIES[1].parts
    now = datetime.now(part.begin.tzinfo).replace(microsecond=0)
    begin = now - LASTS
    if midnight(begin) != midnight(now):  # a day's logs end with it
        begin = midnight(now) - LASTS
    truths = tuple(replace(one, certain_at=one.certain_at + (begin - part.begin)) for one in part.truths)
    return replace(part, begin=begin, truths=truths)


def lines_of(part: Part, folder: Path) -> Iterator[Line]:
    """What the sensors write while it happens."""
    write_part(part, folder, seed=1, days_before=0)
    for sensor, file in FILES.items():
        for text in (folder / file).read_bytes().splitlines():
            (event,) = normalise(text, Context(part.begin))
            if isinstance(event, Event) and event.time and part.begin <= event.time < part.begin + LASTS:
                yield Line(sensor, event.time, text)


@contextmanager
def service() -> Iterator[Running]:
    """The pipeline, and the one process of the web that follows it."""
    doors = {f"OTASUKE_{door}_LISTEN": "off" for door in ("WEB", "SYSLOG", "SYSLOG_TLS", "FLUENT")}
    with running(rules_too=[RULES], **doors) as service:
        logins = web_logins(Settings(service.folder))
        prepare_roles(logins)
        with signed_in(logins.owner):
            migrate()
        secret(service.folder / "web.key.secret")
        with (
            following(service),
            signed_in(logins.member),
            override_settings(DATA_FOLDER=str(service.folder), BROKER_URL=""),
        ):
            yield service


@contextmanager
def following(service: Running) -> Iterator[None]:
    command = [sys.executable, "-m", "otasuke", "serve", "alerts", "--data", str(service.folder)]
    told = {"PYTHONPATH": SOURCE, "OTASUKE_WEB_LISTEN": "127.0.0.1:1"}
    with (service.folder / "log" / "alerts.log").open("wb") as said:
        process = subprocess.Popen(command, stderr=said, env=os.environ | told)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(30) == 0


def send(service: Running, lines: list[Line], *, tokens: dict[str, str]) -> None:
    """Each sensor sends what it wrote, by its own credential."""
    for sensor, token in tokens.items():
        body = b"\n".join(one.text for one in lines if one.sensor == sensor)
        until(lambda body=body, token=token: call(service, "/v1/events", body, token=token)[0] == 200)


def names(customer: Customer) -> list[str]:
    with tenant_scope(customer.id):
        return list(devices_of(customer.id).names.values())


def ours(played: Played) -> list[Incident]:
    return [one for one in incidents_of(played.customer) if one.state != State.MERGED.value]


def is_all_written(service: Running, tenant: str) -> bool:
    """Whether the last that is found has been found, and all of it is written down."""
    if "learn/neighbour-scan" not in [one.rule_id for one in service.learnt(tenant)]:
        return False

    async def newest(broker: Broker) -> int:
        return await (await broker.journal(JOURNAL)).newest()

    return asked(newest) == read_until()


def test_an_old_windows_that_is_infected_is_one_incident_at_once_which_becomes_red(tmp_path: Path) -> None:
    part = happens_now()
    (truth,) = part.truths
    lines = sorted(lines_of(part, tmp_path), key=lambda one: one.at)
    certain, after = truth.certain_at, truth.certain_at + timedelta(minutes=1)
    with service() as one:
        played = open_company(part)
        tokens = {name: hand_out(played.devices[name], actor=None).token for name in FILES}

        send(one, [line for line in lines if line.at < certain], tokens=tokens)
        until(lambda: truth.device in names(played.customer), one.said)
        assert ours(played) == []

        began = time.monotonic()
        send(one, [line for line in lines if certain <= line.at < after], tokens=tokens)
        until(lambda: bool(ours(played)), one.said)
        assert time.monotonic() - began < WITHIN_S
        (first,) = ours(played)
        assert first.level in INTERRUPTING

        began = time.monotonic()
        send(one, [line for line in lines if line.at >= after], tokens=tokens)
        until(lambda: [found.level for found in ours(played)] == [truth.colour], one.said)
        assert time.monotonic() - began < WITHIN_S

        until(lambda: is_all_written(one, played.customer.tenant), one.said)
        (incident,) = ours(played)
        with tenant_scope(played.customer.id):
            assert (incident.code, incident.lead.device) == (first.code, truth.device)
            assert [message.colour for message in Message.objects.all()] == [truth.colour.value]
