"""`otasuke indicators list` and `test`: what the service looks for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicating.shelf import plain_errors, shelf_of
from otasuke.cli.indicator_lists import ALLOWED, guard_of, read_bytes
from otasuke.cli.showing.words import visible
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.detect.indicators.indicator import Indicator
    from otasuke.pipeline.indicators.catalogue import ListRecord


def register(actions: Subparsers) -> None:
    """Add the parsers."""
    listing = actions.add_parser("list", help="list the lists that are used, and what is wrong with them")
    test = actions.add_parser("test", help="say whether something is an indicator, by which list and until when")
    test.add_argument("value", metavar="VALUE", help="an address, domain, page, hash, mail address, ja3:… or JA4")
    for action in (listing, test):
        action.add_argument("--tenant", default="", help="with what counts for this tenant alone")
        action.add_argument("--format", choices=("text", "json"), default="text")
        add_data_argument(action)


def list_all(args: argparse.Namespace) -> int:
    """List the lists."""
    with plain_errors():
        lists = shelf_of(settings_of(args)).catalogue().lists
    found = [one for _, one in sorted(lists.items()) if not args.tenant or one.tenant in ("", args.tenant)]
    if args.format == "json":
        print(json.dumps([_list_record(one) for one in found], ensure_ascii=False))
        return Exit.OK
    for one in found:
        print(visible(_list_words(one)))
        if one.problem:
            since = f"{one.fetched_at:%Y-%m-%d %H:%M} UTC" if one.fetched_at else "ever"
            print(visible(f"  not renewed since {since}: {one.problem}"))
    if not found:
        print("there is no list; `otasuke indicators add` adds one")
    return Exit.OK


def _list_words(one: ListRecord) -> str:
    from otasuke.pipeline.indicators.reaching import parse_target

    whose = one.tenant or "everybody"
    days = f"addresses without an end count until {_until(one)}" if one.days else "addresses count always"
    source = f"from {parse_target(one.url).host} every {_hours(one.every_s)}" if one.url else "from a file"
    return f"{one.name}: {one.count:,} indicators for {whose}, {source}; {days}"


def _until(one: ListRecord) -> str:
    from datetime import timedelta

    return f"{one.counts_from + timedelta(days=one.days):%Y-%m-%d}"


def _hours(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds % 3600 else f"{seconds // 3600} h"


def _list_record(one: ListRecord) -> dict[str, object]:
    from otasuke.pipeline.indicators.reaching import parse_target

    moments = {
        name: value and value.isoformat() for name, value in (("tried_at", one.tried_at), ("at", one.fetched_at))
    }
    return {
        "name": one.name,
        "tenant": one.tenant,
        "indicators": one.count,
        "days": one.days,
        "counts_from": one.counts_from.isoformat(),
        "server": parse_target(one.url).host if one.url else "",
        "every_s": one.every_s,
        "tried_at": moments["tried_at"],
        "fetched_at": moments["at"],
        "problem": one.problem,
    }


def test(args: argparse.Namespace) -> int:
    """Say whether something is an indicator."""
    from otasuke.detect.indicators.asking import indicators_of
    from otasuke.detect.indicators.observables import NoObservable, parse_observable

    try:
        observable = parse_observable(args.value)
    except NoObservable as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    shelf = shelf_of(settings_of(args))
    with plain_errors():
        watchlist, own_names = shelf.watchlist(), shelf.catalogue().own.get(args.tenant, ())
    theirs = watchlist.of_tenant.get(args.tenant)
    found = indicators_of(observable, watchlist.everybody)
    found += indicators_of(observable, theirs) if theirs else []
    reason = guard_of(own_names, read_bytes(str(ALLOWED)), str(ALLOWED)).reason(observable)
    now = datetime.now(UTC)
    if args.format == "json":
        print(json.dumps({"value": args.value, "guard": reason, "indicators": [_record(one, now) for one in found]}))
        return Exit.OK
    for line in _lines(args.value, found, reason, now):
        print(visible(line))
    return Exit.OK


def _lines(value: str, found: list[Indicator], reason: str | None, now: datetime) -> Iterator[str]:
    for one in found:
        about = one.about
        until = f"until {about.valid_until:%Y-%m-%d %H:%M} UTC" if about.valid_until else "without an end"
        state = "counted" if about.has_expired(now) else "counts" if about.covers(now) else "will count"
        confidence = "" if about.confidence is None else f", confidence {about.confidence}"
        said = "; ".join(part for part in (*about.labels, about.note) if part)
        yield f"{one.value} {state} {until}, by the list {about.source}{confidence}{f' ({said})' if said else ''}"
    if reason:
        yield f"{value} itself never is an indicator: {reason}"
    elif not found:
        yield f"{value} is no indicator"


def _record(one: Indicator, now: datetime) -> dict[str, object]:
    about = one.about
    return {
        "indicator": one.value,
        "kind": one.kind,
        "list": about.source,
        "confidence": about.confidence,
        "valid_from": about.valid_from and about.valid_from.isoformat(),
        "valid_until": about.valid_until and about.valid_until.isoformat(),
        "counts": about.covers(now),
        "labels": list(about.labels),
        "note": about.note,
    }
