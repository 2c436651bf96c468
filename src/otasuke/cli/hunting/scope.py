"""Whose events a hunt may see: one tenant's; of several only with a reason, which is written down first."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import plain_lake_errors

_ASKED = ("conditions", "text", "indicators", "rule", "sql", "since", "until")


def open_scope(args: argparse.Namespace, data_folder: Path) -> Sequence[str] | None:
    """The tenants that may be looked at, None for all; a look across tenants is in the audit log when this returns."""
    tenants: list[str] = list(dict.fromkeys(args.tenant or []))
    _check(args, tenants)
    lake = data_folder / "lake"
    _check_there(lake, tenants)
    if args.across:
        _record(args, data_folder, tenants or None)
    return tenants or None


def _check(args: argparse.Namespace, tenants: Sequence[str]) -> None:
    if args.across and not (args.reason or "").strip():
        raise CliError(
            "--across needs --reason: why the events of several tenants are looked at",
            hint="It is written into the audit log, for example --reason 'JPCERT 2026-0042'",
            exit_code=Exit.USAGE,
        )
    if not args.across and len(tenants) != 1:
        raise CliError(
            "whose events? Name one --tenant" if not tenants else "several tenants are looked at only with --across",
            hint="--across --reason TEXT looks at all tenants, or at each --tenant that is named.",
            exit_code=Exit.USAGE,
        )


def _check_there(lake: Path, tenants: Sequence[str]) -> None:
    from otasuke.events.names import BadName, check_tenant
    from otasuke.lake.parts import everybody

    try:
        for tenant in tenants:
            check_tenant(tenant)
        with plain_lake_errors():
            there = everybody(lake)
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    if not there:
        raise CliError(f"there are no events in {lake}", hint="--data or OTASUKE_DATA names the data folder.")
    for tenant in tenants:
        if tenant not in there:
            raise CliError(f"there are no events of {tenant} in {lake}")


def _record(args: argparse.Namespace, data_folder: Path, tenants: Sequence[str] | None) -> None:
    from otasuke.lake.hunting.audit import NAME, Look, record_look

    asked: Mapping[str, object] = {name: getattr(args, name) for name in _ASKED if getattr(args, name)}
    try:
        record_look(data_folder, Look(datetime.now(UTC), getpass.getuser(), args.reason.strip(), tenants, asked))
    except OSError as error:
        raise CliError(
            f"cannot write the audit log {data_folder / NAME}: {error.strerror or error}",
            hint="Without it nobody looks at the events of several tenants.",
            exit_code=Exit.UNWELL,
        ) from error
