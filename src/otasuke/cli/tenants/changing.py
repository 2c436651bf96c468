"""What the commands that set something do: each turns a record into another one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from difflib import get_close_matches

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.tenants.known_rules import named_rule, rules_of_service
from otasuke.cli.tenants.losses import check_losses
from otasuke.cli.tenants.records import usual_retention, who
from otasuke.cli.tenants.showing import zone_of
from otasuke.cli.times import parse_moment
from otasuke.config import Settings
from otasuke.pipeline.tenant_changes import LEARNING, RETENTION, ZONE, changed, rule_setting, undone
from otasuke.pipeline.tenant_settings import (
    RuleOff,
    TenantRecord,
    check_learning,
    check_retention,
    check_words,
    check_zone,
)

USUAL = "usual"


def with_settings(args: argparse.Namespace, settings: Settings, record: TenantRecord, *, now: datetime) -> TenantRecord:
    """`otasuke tenant set`. Raises CliError, BadTenantSetting."""
    if args.zone is None and args.retention is None and args.learning is None:
        raise CliError("nothing to set", hint="Name --zone, --retention or --learning.", exit_code=Exit.USAGE)
    by, why = who(args.by), check_words(args.why, "the reason") if args.why else ""
    after = record
    if args.zone is not None:
        zone = None if args.zone == USUAL else check_zone(args.zone)
        after = changed(after, ZONE, zone, by=by, why=why, at=now)
    if args.retention is not None:
        days = _days("--retention", args.retention, check_retention)
        after = changed(after, RETENTION, days, by=by, why=why, at=now)
    if args.learning is not None:
        days = _days("--learning", args.learning, check_learning)
        after = changed(after, LEARNING, days, by=by, why=why, at=now)
    _check_retention(args, settings, record, after, now=now)
    return after


def _days(option: str, text: str, check: Callable[[int], int]) -> int | None:
    if text == USUAL:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CliError(f"{option} {text!r} is no number of days", hint=f"Or `{USUAL}`.", exit_code=Exit.USAGE)
    return check(int(text))


def _check_retention(
    args: argparse.Namespace, settings: Settings, before: TenantRecord, after: TenantRecord, *, now: datetime
) -> None:
    usual_days = usual_retention(settings)
    days = after.settings.retention_days or usual_days
    if days < (before.settings.retention_days or usual_days) and not args.delete:
        check_losses(settings, args.tenant, now.date() - timedelta(days=days))


def with_rules_off(
    args: argparse.Namespace, settings: Settings, record: TenantRecord, *, now: datetime
) -> TenantRecord:
    """`otasuke tenant rules off`. Raises CliError, BadTenantSetting."""
    by, why = who(args.by), check_words(args.why, "the reason")
    until = parse_moment(args.until, zone_of(record.settings), "--until", end_of_day=True)
    if until is not None and until <= now:
        raise CliError(f"--until {args.until} is over already", exit_code=Exit.USAGE)
    rules = rules_of_service(settings, args.rules)
    for text in args.rule:
        id, title = named_rule(rules, text)
        off = RuleOff(id, title, by, why, now, until)
        record = changed(record, rule_setting(id), off, by=by, why=why, at=now)
    return record


def with_rules_on(args: argparse.Namespace, _: Settings, record: TenantRecord, *, now: datetime) -> TenantRecord:
    """`otasuke tenant rules on`. Raises CliError, BadTenantSetting."""
    by, why = who(args.by), check_words(args.why, "the reason") if args.why else ""
    for text in args.rule:
        off = {one.rule_id for one in record.settings.rules_off}
        if text not in off:
            near = get_close_matches(text, off, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"`otasuke tenant show {args.tenant}` shows those that are."
            raise CliError(f"the rule {text!r} is not switched off for {args.tenant}", hint=hint, exit_code=Exit.USAGE)
        record = changed(record, rule_setting(text), None, by=by, why=why, at=now)
    return record


def with_undo(args: argparse.Namespace, settings: Settings, record: TenantRecord, *, now: datetime) -> TenantRecord:
    """`otasuke tenant undo`. Raises CliError, BadTenantSetting."""
    after = undone(record, args.number, by=who(args.by), at=now)
    _check_retention(args, settings, record, after, now=now)
    return after
