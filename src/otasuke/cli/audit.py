"""`otasuke audit`: see whether the audit log is whole, and export it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.web.audit.reading import AuditLog, Chain
    from otasuke.web.audit.verify import Broken


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser("audit", help="see whether the audit log is whole, and export it")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        help="name every line that was changed or is missing",
        description="Reads the audit log of a service that runs, or an export of it. Ends with 0 if it is whole, else with 5.",
    )
    verify.add_argument("--file", type=Path, help="an export, instead of the database")
    export = actions.add_parser(
        "export",
        help="write the log as a file that proves itself",
        description="A JSON object a line; at the end of each chain stands its last digest. `audit verify --file` reads it, on any machine.",
    )
    export.add_argument("file", type=Path)
    export.add_argument("--customer", metavar="TENANT", help="only of this one")
    for action in (verify, export):
        add_data_argument(action)


def run(args: argparse.Namespace) -> int:
    """Verify the log, or export it."""
    return _export(args) if args.action == "export" else _verify(args)


def _verify(args: argparse.Namespace) -> int:
    if args.file is not None:
        return _told(_broken_in_file(args.file), str(args.file))
    with _opened(args) as log:
        chains = log.chains()
        return _told(_broken_in_log(log, chains), f"{len(chains)} chains, {sum(one.number for one in chains):,} lines")


def _told(broken: Iterable[Broken], what: str) -> int:
    faults = 0
    for one in broken:
        faults += 1
        print(f"{one.customer} line {one.number}: {one.reason}")
    print(f"{what}: {f'{faults} faults' if faults else 'whole'}", file=sys.stderr)
    return Exit.UNWELL if faults else Exit.OK


def _broken_in_file(path: Path) -> Iterator[Broken]:
    from otasuke.web.audit.exported import BadExport, broken_in

    try:
        with path.open("rb") as lines:
            yield from broken_in(lines)
    except OSError as error:
        raise CliError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except BadExport as error:
        raise CliError(f"{path}: {error}", hint="`otasuke audit export` writes what is read here.") from error


def _broken_in_log(log: AuditLog, chains: Iterable[Chain]) -> Iterator[Broken]:
    from otasuke.web.audit.verify import broken_links

    for chain in chains:
        yield from broken_links(log.links(chain.customer), end=(chain.number, chain.digest))


def _export(args: argparse.Namespace) -> int:
    from otasuke.web.audit.exported import write_end, write_link

    with _opened(args) as log:
        chains = [one for one in log.chains() if args.customer in (None, one.name)]
        if not chains:
            raise CliError(f"there is no audit log of {args.customer!r}")
        try:
            with args.file.open("xb") as out:
                for chain in chains:
                    out.writelines(map(write_link, log.links(chain.customer)))
                    out.write(write_end(chain.customer, number=chain.number, digest=chain.digest))
        except FileExistsError:
            raise CliError(f"{args.file} is there already; an export never replaces one") from None
        except OSError as error:
            raise CliError(f"cannot write {str(args.file)!r}: {error.strerror}") from error
    for chain in chains:
        print(f"{chain.name or 'provider'}: {chain.number:,} lines, {chain.digest.hex()}")
    return Exit.OK


@contextmanager
def _opened(args: argparse.Namespace) -> Iterator[AuditLog]:
    import psycopg

    from otasuke.cli.web_process import web_logins
    from otasuke.web.audit.reading import opened

    settings = settings_of(args)
    if not (settings.data_folder / "web.owner.secret").exists():
        raise CliError(
            f"{settings.data_folder} has no web, and so no audit log",
            hint="--data or OTASUKE_DATA names another folder; OTASUKE_WEB_LISTEN starts the web.",
        )
    try:
        with opened(web_logins(settings).owner.conninfo) as log:
            yield log
    except psycopg.Error as error:
        raise CliError(
            f"the database of the web cannot be read: {str(error).strip().splitlines()[0]}",
            hint="Does the service run, with its web? `otasuke status` says so.",
            exit_code=Exit.UNWELL,
        ) from error
