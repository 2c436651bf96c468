"""`otasuke indicators renew`: fetch lists again, and make the watchlist of all that there are."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicating.adding import known
from otasuke.cli.indicating.shelf import plain_errors, shelf_of
from otasuke.cli.indicator_lists import ALLOWED, read_bytes
from otasuke.cli.showing.words import visible
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.pipeline.indicators.building import Content
    from otasuke.pipeline.indicators.catalogue import Catalogue, ListRecord
    from otasuke.pipeline.indicators.shelf import ListShelf

_GENTLE = 10


def register(actions: Subparsers) -> None:
    """Add the parser."""
    renew = actions.add_parser(
        "renew", help="fetch lists again now, and make the watchlist of all lists; the service does so by itself"
    )
    renew.add_argument("names", nargs="*", metavar="NAME", help="of lists with a URL (all of them)")
    renew.add_argument("--force", action="store_true", help="use what was fetched, however little there is in it")
    renew.add_argument("--due", action="store_true", help="only those whose time has come; with low priority")
    add_data_argument(renew)


def renew(args: argparse.Namespace) -> int:
    """Renew lists."""
    from otasuke.pipeline.indicators.renewing import renewed

    if args.due:
        os.nice(_GENTLE)
    shelf = shelf_of(settings_of(args))
    with plain_errors():
        before = shelf.catalogue()
    found: dict[ListRecord, Content | None] = {}
    for record in _chosen(args, before):
        after, data = renewed(record, now=datetime.now(UTC), force=args.force)
        found[after] = data
        print(visible(_words(after, is_new=data is not None)), flush=True)
    with plain_errors(), shelf.held():
        _use(shelf, before, found)
    return Exit.UNWELL if any(one.problem for one in found) else Exit.OK


def _chosen(args: argparse.Namespace, catalogue: Catalogue) -> list[ListRecord]:
    chosen = [known(catalogue, name) for name in args.names] or [one for one in catalogue.lists.values() if one.url]
    if fixed := [one.name for one in chosen if not one.url]:
        hint = "`otasuke indicators add` with a newer file replaces it."
        raise CliError(f"{fixed[0]} comes from a file", hint=hint, exit_code=Exit.USAGE)
    now = datetime.now(UTC)
    return [one for one in chosen if one.is_due(now)] if args.due else chosen


def _words(record: ListRecord, *, is_new: bool) -> str:
    if record.problem:
        return f"{record.name}: not renewed: {record.problem}"
    return f"{record.name}: {record.count:,} indicators{'' if is_new else ', as before'}"


def _use(shelf: ListShelf, before: Catalogue, found: dict[ListRecord, Content | None]) -> None:
    """Take over what became of lists, unless somebody has changed or removed them meanwhile."""
    catalogue = shelf.catalogue()
    contents: dict[ListRecord, Content] = {}
    for record, data in found.items():
        if catalogue.lists.get(record.name) == before.lists[record.name]:
            catalogue = catalogue.with_list(record)
            contents |= {} if data is None else {record: data}
    shelf.use(catalogue, contents, allowed=read_bytes(str(ALLOWED)), now=datetime.now(UTC))
