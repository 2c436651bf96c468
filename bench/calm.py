"""Measure the whole chain: what companies are disturbed by, from what sensors wrote to alerts, incidents and messages in the database.

    bench/calm.py --fleet FOLDER --sigma path/to/sigma [--companies 300] [--days 21] [--attacks 24] [--jobs 2] [--out FILE]

Writes a made-up fleet into FOLDER (unless it is there), finds with our own rules, all of SigmaHQ, the shipped filters and the
learnt detectors, and hands each company's detections, in their order and at their time, to `flows.arriving` on a PostgreSQL of
its own: the same code as the service's. The first fourteen days are learnt; figures are of the days after, for each company and week:

    detections     what was found
    alerts         different things
    incidents      matters that somebody of the staff looks at
    interruptions  messages that went out: 黄 and 赤, each anew when it became worse

In some companies an attack is hidden, at any time of the run: they do not count above, and it is said which of them were seen (what
was found while it lasted, or in the hour after, is in an incident, which may have been open before) and told (its message interrupted, in its colour).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import quiet

from otasuke.cli import simulate
from otasuke.cli.scanning.results import Finding
from otasuke.cli.simulating.arguments import run_of
from otasuke.detect.evaluate import holds
from otasuke.detect.learn.catalogue import CATALOGUE, rule_id
from otasuke.events import Event
from otasuke.findings.live import LiveDetection, detection_id, event_key, log_of
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.simulating.attacks.story import Attack
from otasuke.simulating.calendar import JST
from otasuke.simulating.company import WINDOWS, Company, Kind
from otasuke.simulating.fleet import Fleet, FleetPlan

_LEARNING = timedelta(days=14)
_KINDS = {Kind.SURICATA: ("linux", ""), Kind.FORTIGATE: ("utm", "fortigate"), Kind.NAS: ("nas", "synology")}


def main() -> None:
    """Do it."""
    options = _options()
    if not options.fleet.is_dir():
        quiet.write_fleet(options)
    learnt = _learnt(options)
    folders = sorted(path for path in options.fleet.iterdir() if path.is_dir())[: options.companies]
    shares = [folders[number :: options.jobs] for number in range(options.jobs)]
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        parts = pool.map(_share, shares, repeat(learnt), repeat(options))
        figures = [one for part in parts for one in part]
    result = _result(figures, options)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if options.out:
        options.out.write_text(json.dumps({"result": result, "companies": figures}, ensure_ascii=False, indent=1))


def _share(
    folders: Sequence[Path], learnt: Mapping[str, list[LiveDetection]], options: argparse.Namespace
) -> list[Any]:
    """The figures of some of the companies, made on a PostgreSQL of its own."""
    companies = {one.tenant: one for one in Fleet(FleetPlan(options.companies, seed=options.seed)).companies}
    attacks = _attacks(options)
    figures = []
    with _tables():
        for folder in folders:
            began = time.monotonic()
            figures.append(_company(folder, companies[folder.name], learnt.get(folder.name, []), options))
            if folder.name in attacks:
                figures[-1]["attack"] = _surfaced(folder.name, attacks[folder.name])
            print(
                f"{json.dumps(figures[-1], ensure_ascii=False)} {time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    return figures


def _attacks(options: argparse.Namespace) -> dict[str, Attack]:
    """The hidden attacks, by tenant; not those of which no sensor of their company sees anything."""
    parser = argparse.ArgumentParser()
    simulate.register(parser.add_subparsers())
    run = run_of(parser.parse_args(quiet.fleet_words(options)), now=datetime.now(UTC))
    return {one.company.tenant: one for one in run.staged() if one.steps}


def _surfaced(tenant: str, attack: Attack) -> dict[str, Any]:
    """What became of an attack."""
    from otasuke.web.customers.models import Customer
    from otasuke.web.incidents.models import Incident
    from otasuke.web.notify.models import Message
    from otasuke.web.tenancy.scope import across, tenant_scope

    with across("a bench looks for what was attacked"):
        customer = Customer.objects.get(tenant=tenant)
    begin, end = (datetime.fromtimestamp(at / 1e6, UTC) for at in (attack.start_us, attack.steps[-1][1].at_us))
    while_it_lasts = (begin, end + timedelta(hours=1))
    with tenant_scope(customer.id):
        incidents = Incident.objects.filter(belongings__alert__first_seen__range=while_it_lasts).distinct()
        messages = Message.objects.filter(about_id__in=[one.id for one in incidents], interruption__gt=0)
        told = sum(messages.filter(about_id=one.id, colour=one.colour).exists() for one in incidents)
        return {
            "story": attack.story.name,
            "begin": begin.isoformat(),
            "incidents": [f"{one.colour} {one.title}" for one in incidents],
            "told": told,
        }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fleet", type=Path, required=True, help="where its logs are, or will be written")
    parser.add_argument("--sigma", required=True, help="the folder of SigmaHQ's rules")
    parser.add_argument("--companies", type=int, default=300)
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--at", default="2026-10-05T00:00", help="a Monday, Japan's time")
    parser.add_argument("--speed", type=int, default=360, help="so many times fewer ordinary events than in life (360)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attacks", type=int, default=24, help="in how many companies an attack is hidden (24)")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with a PostgreSQL (2)")
    parser.add_argument("--out", type=Path, help="all figures as JSON")
    return parser.parse_args()


@contextmanager
def _tables() -> Iterator[None]:
    """A PostgreSQL with the tables of the web, and Django signed in as the web is."""
    from otasuke.web.project.database import logins, prepare_roles

    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account
        postgres = Postgres(folder)
        supervisor = Supervisor([postgres.service()], say=lambda _: None)
        supervisor.start()
        try:
            chosen = logins(postgres.url, owner_password="owner", member_password="member")  # noqa: S106  # of a server that is gone in a moment
            prepare_roles(chosen)
            with _signed_in(chosen):
                yield
        finally:
            supervisor.stop()


@contextmanager
def _signed_in(chosen: Any) -> Iterator[None]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import web_ready  # noqa: F401  # settings, before any model is imported
    from django_login import signed_in
    from otasuke.web.project.migrate import migrate

    with signed_in(chosen.owner):
        migrate()
    with signed_in(chosen.member):
        yield


def _learnt(options: argparse.Namespace) -> dict[str, list[LiveDetection]]:
    """What the detectors find, by tenant."""
    process = quiet.start_learn(options.fleet)
    found: dict[str, list[LiveDetection]] = {}
    for line in process.communicate()[0].splitlines():
        one = json.loads(line)
        at = datetime.fromisoformat(one["time"])
        entry = CATALOGUE[one["detector"]]
        group = (("device", one["device"]), ("counterpart", one.get("counterpart", "")))
        found.setdefault(one["tenant"], []).append(
            LiveDetection(
                id=detection_id(one["tenant"], one["detector"], line.decode()),
                tenant=one["tenant"],
                rule_id=rule_id(one["detector"]),
                title=entry.title,
                level=one["level"],
                tags=entry.tags,
                time=at,
                received_at=at,
                detected_at=at,
                sensor=one["device"],
                group=tuple((name, value) for name, value in group if value),
                is_learning=one["is_learning"],
            )
        )
    return found


def _company(
    folder: Path, company: Company, learnt: Sequence[LiveDetection], options: argparse.Namespace
) -> dict[str, Any]:
    """What a company's time made of it."""
    begin = datetime.fromisoformat(options.at).replace(tzinfo=JST)
    customer, devices = _open(company, begin)
    found = sorted([*_found(folder, company, devices, options), *learnt], key=lambda one: one.received_at)
    _arrive(found)
    return {"company": company.tenant} | _counted(customer, begin + _LEARNING, found)


def _open(company: Company, begin: datetime) -> tuple[Any, Mapping[str, str]]:
    from otasuke.web.customers.policy import Facts
    from otasuke.web.customers.services import open_customer
    from otasuke.web.sensors.models import Device
    from otasuke.web.sensors.services import add_device
    from otasuke.web.tenancy.scope import tenant_scope

    customer = open_customer(Facts(tenant=company.tenant, name=company.title, name_kana="カイシャ"), actor=None)
    devices = {}
    for one in company.devices:
        kind, brand = ("windows", "") if one.kind in WINDOWS else _KINDS.get(one.kind, ("linux", ""))
        made = add_device(customer, name=one.name, kind=kind, brand=brand, actor=None)
        devices[company.computer_name(one).casefold()] = devices[one.name.casefold()] = made.code
    with tenant_scope(customer.id):
        Device.objects.filter(customer=customer).update(first_seen=begin, last_seen=begin)
    return customer, devices


def _arrive(found: Sequence[LiveDetection]) -> None:
    """Each minute's at once, as they would come."""
    from otasuke.web.flows.arriving import arrived

    batch: list[LiveDetection] = []
    for one in found:
        if batch and one.received_at - batch[0].received_at > timedelta(minutes=1):
            arrived(batch, until=1, at=batch[-1].received_at)
            batch = []
        batch.append(one)
    if batch:
        arrived(batch, until=1, at=batch[-1].received_at)


def _found(
    folder: Path, company: Company, devices: Mapping[str, str], options: argparse.Namespace
) -> Iterator[LiveDetection]:
    findings = quiet.scanned(folder, (str(quiet.RULES / "otasuke"), options.sigma))
    events = quiet.events_behind(folder, findings)
    for one in findings:
        event = events.get(quiet.behind(one))
        if event is None or one.detection.time is None:
            continue
        if any(not holds(each, event.fields) for each in quiet.filters().get(one.detection.rule_id, ())):
            continue
        yield _live(one, event, company.tenant, devices.get(event.sensor.casefold(), ""))


def _live(one: Finding, event: Event, tenant: str, sent_by: str) -> LiveDetection:
    found, key = one.detection, event_key(event)
    assert found.time is not None
    return LiveDetection(
        id=detection_id(tenant, found.rule_id, f"{key} {found.time} {one.detection.record}"),
        tenant=tenant,
        rule_id=found.rule_id,
        title=found.rule_title,
        level=found.level.value,
        tags=found.tags,
        time=found.time,
        received_at=found.time,
        detected_at=found.time,
        sensor=event.sensor,
        sent_by=sent_by,
        source=event.source,
        log=log_of(event.logsources),
        event="" if one.together else key,
        events=(key,) if one.together else (),
        matched=tuple((each.field, each.value, each.pattern) for each in found.matched),
        fields=event.fields,
    )


def _counted(customer: Any, since: datetime, found: Sequence[LiveDetection]) -> dict[str, Any]:
    from django.db.models import Sum

    from otasuke.web.alerts.models import Alert
    from otasuke.web.incidents.models import Incident
    from otasuke.web.notify.models import Message
    from otasuke.web.tenancy.scope import tenant_scope

    with tenant_scope(customer.id):
        alerts = Alert.objects.filter(last_seen__gte=since)
        incidents = Incident.objects.filter(opened_at__gte=since, merged_into=None)
        told = Message.objects.filter(made_at__gte=since).aggregate(sum=Sum("interruption"))["sum"] or 0
        return {
            "detections": sum(one.received_at >= since for one in found),
            "alerts": alerts.count(),
            "held": alerts.exclude(held_by="").count(),
            "incidents": incidents.count(),
            "red": incidents.filter(colour="赤").count(),
            "interruptions": told,
            "matters": [_matter(one) for one in incidents.order_by("opened_at")],
        }


def _matter(incident: Any) -> dict[str, Any]:
    """An incident, and what in it disturbs: where to look if it was too loud."""
    from otasuke.web.alerts.models import Alert

    loud = Alert.objects.filter(belonging__incident=incident, held_by="").exclude(colour="青")
    rules = sorted({f"{one.level} {one.rule_id} {one.title}" for one in loud})
    return {"title": f"{incident.colour} {incident.title}", "rules": rules}


def _result(figures: Sequence[Mapping[str, Any]], options: argparse.Namespace) -> dict[str, Any]:
    weeks = (timedelta(days=options.days) - _LEARNING) / timedelta(weeks=1)
    names = ("detections", "alerts", "held", "incidents", "red", "interruptions")
    attacks = [one["attack"] for one in figures if "attack" in one]
    calm = [one for one in figures if "attack" not in one]
    per = {name: round(sum(one[name] for one in calm) / max(1, len(calm)) / weeks, 3) for name in names}
    loud = sorted((one["interruptions"] / weeks for one in calm), reverse=True)
    rules = Counter(rule for one in calm for matter in one["matters"] for rule in matter["rules"])
    return {
        "companies": len(calm),
        "weeks": weeks,
        "per_company_week": per,
        "loudest": max(loud, default=0.0),
        "none": loud.count(0),
        "loudest_rules": dict(rules.most_common(20)),
        "attacks": {
            "hidden": len(attacks),
            "seen": sum(bool(one["incidents"]) for one in attacks),
            "told": sum(bool(one["told"]) for one in attacks),
            "not_seen": [one for one in attacks if not one["incidents"]],
            "not_told": [one for one in attacks if not one["told"]],
        },
    }


if __name__ == "__main__":
    os.environ.setdefault("OTASUKE_CACHE", str(Path(tempfile.gettempdir()) / "otasuke-calm"))
    main()
