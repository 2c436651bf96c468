"""`otasuke tenant`: what a contract sets: rules that are switched off, the time zone, how long events are kept."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import LEAST_RETENTION_DAYS, MOST_LEARNING_DAYS, MOST_RETENTION_DAYS, Settings

if TYPE_CHECKING:
    from otasuke.pipeline.tenant_settings import TenantRecord
    from otasuke.stream.port import Broker

_USUAL_LIMIT = 100


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser(
        "tenant",
        help="switch rules off for a tenant, set his time zone and how long his events are kept",
        description="Whatever is set counts at once, without a restart, and is remembered with who set it and why.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _register_showing(actions)
    _register_set(actions)
    _register_rules(actions)
    undo = _changing(actions, "undo", "put back what was there before a change")
    undo.add_argument("number", nargs="?", type=int, help="of the change, as `history` shows it; without it the newest")
    _add_delete(undo)


def _register_showing(actions: Subparsers) -> None:
    listing = actions.add_parser("list", help="list all tenants and what counts for them")
    listing.add_argument("--limit", type=int, default=_USUAL_LIMIT, metavar="N", help=f"so many ({_USUAL_LIMIT})")
    listing.add_argument("--after", default="", metavar="TENANT", help="only those whose names come after this one")
    show = actions.add_parser("show", help="show what counts for a tenant")
    history = actions.add_parser("history", help="show who set what for a tenant, when and why")
    for action in (listing, show, history):
        if action is not listing:
            action.add_argument("tenant")
        action.add_argument("--format", choices=("text", "json"), default="text")
        add_data_argument(action)


def _register_set(actions: Subparsers) -> None:
    change = _changing(
        actions, "set", "set the time zone, how long events are kept, and for how long a tenant is learnt"
    )
    change.add_argument("--zone", metavar="NAME", help="such as Asia/Tokyo; `usual` for Japan's")
    change.add_argument(
        "--retention",
        metavar="DAYS",
        help=f"how long events are kept, {LEAST_RETENTION_DAYS} to {MOST_RETENTION_DAYS}; `usual` for what OTASUKE_RETENTION_DAYS says",
    )
    change.add_argument(
        "--learning",
        metavar="DAYS",
        help=f"on so many days what is unusual is only learnt, 0 to {MOST_LEARNING_DAYS}; `usual` for OTASUKE_LEARNING_DAYS",
    )
    change.add_argument("--why", default="", help="the reason")
    _add_delete(change)


def _register_rules(actions: Subparsers) -> None:
    rules = actions.add_parser("rules", help="switch rules off for a tenant, and on again")
    switches = rules.add_subparsers(dest="switch", metavar="off|on", required=True)
    off = _changing(switches, "off", "let rules find nothing for a tenant; what they would have found is counted")
    on = _changing(switches, "on", "let rules find again")
    for switch in (off, on):
        switch.add_argument("rule", nargs="+", help="the id of a rule or correlation")
        switch.add_argument("--why", default="", required=switch is off, help="the reason")
    off.add_argument(
        "--until", metavar="DATE", help="the last day, of the tenant's zone; or a moment, such as 2026-12-31T18:00"
    )
    off.add_argument(
        "--rules",
        action="append",
        type=Path,
        metavar="PATH",
        help="where the rules are (default: OTASUKE_RULES, or those that `otasuke up` runs)",
    )


def _changing(actions: Subparsers, name: str, help: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=help)
    parser.add_argument("tenant")
    parser.add_argument("--by", metavar="NAME", help="who sets it (default: who is logged in)")
    add_data_argument(parser)
    return parser


def _add_delete(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--delete", action="store_true", help="events may be deleted by this, which nothing brings back"
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    from otasuke.pipeline.tenant_settings import BadTenantSetting

    settings = settings_of(args)
    actions = {"list": _list, "show": _show, "history": _history}
    try:
        asyncio.run(actions.get(args.action, _change)(args, settings))
    except BadTenantSetting as error:
        raise CliError(str(error), hint=error.hint, exit_code=Exit.USAGE) from error
    return Exit.OK


async def _list(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.cli.tenants.records import known_tenants, now, read_all, record_in, usual_retention
    from otasuke.cli.tenants.showing import as_json, row

    async with broker_of(settings) as broker:
        names = [name for name in await known_tenants(broker, settings) if name > args.after]
        values = await read_all(broker)
    shown = {name: record_in(values, name).settings for name in names[: max(0, args.limit)]}
    usual_days, at = usual_retention(settings), now()
    if args.format == "json":
        _dump([as_json(name, one, usual_days=usual_days, now=at) for name, one in shown.items()])
    else:
        for name, one in shown.items():
            print(row(name, one, usual_days=usual_days, now=at))
    if len(names) > len(shown):
        last = list(shown)[-1] if shown else args.after
        print(f"otasuke: {len(names) - len(shown):,} more; `--after {last}` shows them", file=sys.stderr)
    if not names and not args.after:
        print("otasuke: there is no tenant yet; `otasuke sensor add TENANT SENSOR` makes one known", file=sys.stderr)


async def _show(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.tenants.records import now, usual_retention
    from otasuke.cli.tenants.showing import as_json, lines

    shown = (await _read(args, settings)).settings
    usual_days = usual_retention(settings)
    if args.format == "json":
        _dump(as_json(args.tenant, shown, usual_days=usual_days, now=now()))
    else:
        print("\n".join(lines(args.tenant, shown, usual_days=usual_days, now=now())))


async def _history(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.tenants.showing import change_json, history

    record = await _read(args, settings)
    if args.format == "json":
        _dump([change_json(one) for one in record.changes])
        return
    for line in history(record):
        print(line)
    if not record.changes:
        print(f"otasuke: nothing was ever set for {args.tenant}", file=sys.stderr)


async def _change(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.cli.tenants import changing
    from otasuke.cli.tenants.arriving import when
    from otasuke.cli.tenants.records import now, write
    from otasuke.cli.tenants.showing import change_words

    name = f"rules {args.switch}" if args.action == "rules" else args.action
    makes = {
        "set": changing.with_settings,
        "rules off": changing.with_rules_off,
        "rules on": changing.with_rules_on,
        "undo": changing.with_undo,
    }
    async with broker_of(settings) as broker:
        before = await _record(broker, args, settings)
        after = makes[name](args, settings, before, now=now())
        if after is before:
            print(f"otasuke: it is so already for {args.tenant}", file=sys.stderr)
            return
        value = await write(broker, args.tenant, after)
    last = before.changes[-1].number if before.changes else 0
    for one in after.changes:
        if one.number > last:
            print(f"otasuke: {args.tenant}: {change_words(one)} (change {one.number})", file=sys.stderr)
    print(f"otasuke: it counts {await when(settings, args.tenant, value)}", file=sys.stderr)


async def _read(args: argparse.Namespace, settings: Settings) -> TenantRecord:
    from otasuke.cli.brokers import broker_of

    async with broker_of(settings) as broker:
        return await _record(broker, args, settings)


async def _record(broker: Broker, args: argparse.Namespace, settings: Settings) -> TenantRecord:
    from otasuke.cli.tenants.records import check_known, read_all, record_in

    await check_known(broker, settings, args.tenant)
    return record_in(await read_all(broker), args.tenant)


def _dump(content: object) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False)
    print()
