"""`otasuke indicators add`, `remove`, `own`: change what the service looks for."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicating.shelf import plain_errors, shelf_of
from otasuke.cli.indicator_lists import ALLOWED, about, parse_list, read_bytes
from otasuke.cli.showing.words import visible
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.pipeline.indicators.building import Built, Content
    from otasuke.pipeline.indicators.catalogue import Catalogue, ListRecord

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SECONDS = "the workers use it within seconds"


def register(actions: Subparsers) -> None:
    """Add the parsers."""
    add = actions.add_parser("add", help="look for what is in lists, from now on; a list of the same name is replaced")
    add.add_argument("lists", nargs="*", metavar="LIST", help="text, CSV, STIX or MISP")
    add.add_argument("--tenant", default="", help="only for this tenant, such as his own block list (for everybody)")
    add.add_argument("--name", help="what the list is called (the file's name)")
    add.add_argument("--url", help="https://…: fetch it from there, instead of a file")
    add.add_argument("--every", default="6h", metavar="TIME", help="how often it is fetched again: 30m, 6h, 1d (6h)")
    add.add_argument("--inside", action="store_true", help="the URL may lead into our own network, or to this machine")
    add.add_argument("--days", type=int, metavar="N", help="so long addresses count that have no end (30; 0: always)")
    remove = actions.add_parser("remove", help="look for what is in lists no more")
    remove.add_argument("names", nargs="+", metavar="NAME")
    own = actions.add_parser("own", help="set which names are a tenant's own: they are no indicators for him")
    own.add_argument("tenant")
    own.add_argument("names", nargs="*", metavar="NAME", help="domains, addresses and networks; all that there are")
    own.add_argument("--clear", action="store_true", help="he has none any more")
    for action in (add, remove, own):
        add_data_argument(action)


def add(args: argparse.Namespace) -> int:
    """Add lists."""
    shelf, now = shelf_of(settings_of(args)), datetime.now(UTC)
    found = _fetched(args, now) if args.url else _of_files(args, now)
    with plain_errors(), shelf.held():
        catalogue = shelf.catalogue()
        for record in found:
            _check_owner(catalogue, record)
            catalogue = catalogue.with_list(record)
        built = shelf.use(catalogue, found, allowed=read_bytes(str(ALLOWED)), now=now)
    for record in found:
        whose = f"for {record.tenant}" if record.tenant else "for everybody"
        print(visible(f"{record.name}: {record.count:,} indicators, {whose}; {_SECONDS}"))
    _say_what_was_left_out(built)
    return Exit.OK


def remove(args: argparse.Namespace) -> int:
    """Remove lists."""
    shelf = shelf_of(settings_of(args))
    with plain_errors(), shelf.held():
        catalogue = shelf.catalogue()
        for name in dict.fromkeys(args.names):
            catalogue = catalogue.without(known(catalogue, name).name)
        built = shelf.use(catalogue, {}, allowed=read_bytes(str(ALLOWED)), now=datetime.now(UTC))
    print(f"{built.count:,} indicators are left; {_SECONDS}")
    return Exit.OK


def own(args: argparse.Namespace) -> int:
    """Show or set a tenant's own names."""
    from otasuke.detect.indicators.guard import BadGuard
    from otasuke.detect.indicators.guard import own as parsed

    tenant, shelf = _tenant(args.tenant), shelf_of(settings_of(args))
    if args.names or args.clear:
        if args.names and args.clear:
            raise CliError("--clear takes no names", exit_code=Exit.USAGE)
        try:
            parsed(args.names)
        except BadGuard as error:
            raise CliError(str(error), hint="Write domains, addresses and networks.", exit_code=Exit.USAGE) from error
        with plain_errors(), shelf.held():
            catalogue = shelf.catalogue().with_own(tenant, tuple(dict.fromkeys(args.names)))
            shelf.use(catalogue, {}, allowed=read_bytes(str(ALLOWED)), now=datetime.now(UTC))
    with plain_errors():
        for name in shelf.catalogue().own.get(tenant, ()):
            print(visible(name))
    return Exit.OK


def known(catalogue: Catalogue, name: str) -> ListRecord:
    """The list of this name. Raises CliError."""
    if name in catalogue.lists:
        return catalogue.lists[name]
    names = ", ".join(catalogue.lists) or "there is none yet"
    raise CliError(f"there is no list {name!r}", hint=f"Known are: {names}.", exit_code=Exit.USAGE)


def _of_files(args: argparse.Namespace, now: datetime) -> dict[ListRecord, Content]:
    if not args.lists:
        raise CliError("name lists, or --url", exit_code=Exit.USAGE)
    if args.name and len(args.lists) > 1:
        raise CliError("--name is for one list", exit_code=Exit.USAGE)
    found: dict[ListRecord, Content] = {}
    for path in args.lists:
        record = _record(args, args.name or Path(path).name, now)
        if any(one.name == record.name for one in found):
            raise CliError(f"two of the lists would be called {record.name!r}", exit_code=Exit.USAGE)
        found |= _counted(record, path, read_bytes(path))
    return found


def _counted(record: ListRecord, path: str, data: bytes) -> dict[ListRecord, Content]:
    """The record with what is in the list; what is wrong in it is said."""
    from dataclasses import replace

    from otasuke.pipeline.indicators.building import Content

    parsed = parse_list(path, data, name=record.name)
    for line in about(path, parsed):
        print(f"otasuke: {visible(line)}", file=sys.stderr)
    if not parsed.indicators:
        raise CliError(f"there is no indicator in {path!r}", hint="`otasuke indicators check` says why.")
    return {replace(record, digest=sha256(data).hexdigest(), count=len(parsed.indicators)): Content(data, parsed)}


def _fetched(args: argparse.Namespace, now: datetime) -> dict[ListRecord, Content]:
    from dataclasses import replace

    from otasuke.pipeline.indicators.fetching import fetch
    from otasuke.pipeline.indicators.reaching import CannotFetch, parse_target

    if args.lists:
        raise CliError("a list comes from a file or from --url", exit_code=Exit.USAGE)
    every_s = int(_every(args.every).total_seconds())
    try:
        target = parse_target(args.url)
        record = _record(args, args.name or Path(target.path.partition("?")[0]).name or target.host, now)
        fetched = fetch(args.url, is_inside=args.inside)
    except CannotFetch as error:
        raise CliError(str(error), hint="Nothing was changed.") from error
    assert fetched is not None  # nothing was told that it could be the same as
    record = replace(record, url=args.url, every_s=every_s, is_inside=args.inside, tried_at=now, fetched_at=now)
    record = replace(record, etag=fetched.etag, modified=fetched.modified)
    return _counted(record, target.host, fetched.data)


def _record(args: argparse.Namespace, name: str, now: datetime) -> ListRecord:
    from otasuke.pipeline.indicators.catalogue import USUAL_DAYS, ListRecord, is_list_name, list_name_of

    name = name if args.name else list_name_of(name)
    if not is_list_name(name):
        hint = "--name gives it another: lower-case letters, digits and `._-`, 64 at most."
        raise CliError(f"a list cannot be called {name!r}", hint=hint, exit_code=Exit.USAGE)
    days = USUAL_DAYS if args.days is None else args.days
    if not 0 <= days <= 3650:  # ten years
        raise CliError(f"--days {days} is no number from 0 to 3650", exit_code=Exit.USAGE)
    return ListRecord(name, _tenant(args.tenant) if args.tenant else "", "0" * 64, 0, now, days)


def _tenant(name: str) -> str:
    from otasuke.events.names import BadName, check_tenant

    try:
        return check_tenant(name)
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error


def _check_owner(catalogue: Catalogue, record: ListRecord) -> None:
    """A list must not get into others' hands because it is called as theirs is."""
    there = catalogue.lists.get(record.name)
    if there is not None and there.tenant != record.tenant:
        whose = f"a list of {there.tenant}" if there.tenant else "a list for everybody"
        hint = "Choose another --name, or remove that one before."
        raise CliError(f"{record.name} is {whose} already", hint=hint, exit_code=Exit.USAGE)


def _every(text: str) -> timedelta:
    from otasuke.pipeline.indicators.catalogue import LEAST_EVERY, MOST_EVERY

    found = re.fullmatch(r"([0-9]{1,6})([mhd])", text)
    every = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if every is None or not LEAST_EVERY <= every <= MOST_EVERY:
        raise CliError(f"--every {text!r} is no time from 15m to 30d", exit_code=Exit.USAGE)
    return every


def _say_what_was_left_out(built: Built) -> None:
    for reason, count in built.refused.most_common():
        print(f"otasuke: left out of the lists, {visible(reason)}: {count:,}", file=sys.stderr)
