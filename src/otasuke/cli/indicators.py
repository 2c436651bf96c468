"""`otasuke indicators`: look at lists of indicators before they are used, and choose those that the service uses."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import Exit
from otasuke.cli.indicating import adding, asking, renewal
from otasuke.cli.indicator_lists import ALLOWED, MOST_SHOWN, about, guard_of, parse_list, read_bytes
from otasuke.cli.showing.words import visible

if TYPE_CHECKING:
    from otasuke.detect.indicators.guarded import Guarded
    from otasuke.detect.indicators.lists import IndicatorList

_EXAMPLES = 3


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "indicators",
        description="Choose the lists of indicators that the service uses; `check` looks at them before. "
        "What is changed counts within seconds, without a restart.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adding.register(actions)
    asking.register(actions)
    renewal.register(actions)
    check = actions.add_parser(
        "check",
        help="say what is in lists, what is left out of them, and why",
        description="Say what is in lists, what is left out of them, and why. Lists are text, CSV, STIX or MISP.",
    )
    check.add_argument("lists", nargs="+", metavar="LIST")
    check.add_argument(
        "--own",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="the customer's own domains, addresses and networks",
    )
    check.add_argument(
        "--allowed",
        metavar="FILE",
        default=str(ALLOWED),
        help="what never is an indicator (rules/indicators/allowed.toml)",
    )
    check.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    actions = {
        "add": adding.add,
        "remove": adding.remove,
        "own": adding.own,
        "list": asking.list_all,
        "test": asking.test,
        "renew": renewal.renew,
        "check": _check,
    }
    return actions[args.action](args)


def _check(args: argparse.Namespace) -> int:
    from otasuke.detect.indicators.guarded import guarded

    guard = guard_of(args.own, read_bytes(args.allowed), args.allowed)
    lists = {path: parse_list(path, read_bytes(path)) for path in args.lists}
    found = guarded(lists.values(), guard, now=datetime.now(UTC))
    if args.format == "json":
        print(json.dumps(_record(lists, found), ensure_ascii=False))
    else:
        for line in _lines(lists, found):
            print(visible(line))
    sys.stdout.flush()
    has_faults = any(one.fault_count for one in lists.values())
    return Exit.BAD_INPUT if has_faults or not found.indicators else Exit.OK


def _lines(lists: dict[str, IndicatorList], found: Guarded) -> list[str]:
    lines = [line for path, one in lists.items() for line in about(path, one)]
    for reason, count in found.refused.most_common(MOST_SHOWN):
        examples = ", ".join(found.examples[reason][:_EXAMPLES])
        lines.append(f"left out, {reason}: {count:,} ({examples}{', …' if count > _EXAMPLES else ''})")
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.kinds.most_common())
    expired = f"; {found.expired:,} of them have expired and count for older events only" if found.expired else ""
    return [*lines, f"{len(found.indicators):,} indicators can be used{f': {kinds}' if kinds else ''}{expired}"]


def _record(lists: dict[str, IndicatorList], found: Guarded) -> dict[str, object]:
    return {
        "lists": [
            {
                "path": path,
                "indicators": len(one.indicators),
                "faults": one.fault_count,
                "first_faults": one.faults,
                "notes": dict(one.notes),
            }
            for path, one in lists.items()
        ],
        "refused": dict(found.refused),
        "examples": found.examples,
        "usable": len(found.indicators),
        "kinds": dict(found.kinds),
        "expired": found.expired,
    }
