"""The arguments of a hunt as a question, and what should be known about the files it came from."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicator_lists import read_indicators
from otasuke.cli.showing.words import visible

if TYPE_CHECKING:
    from otasuke.detect.indicators.observables import Observable
    from otasuke.lake.hunting.questions import Question

_MOST_SHOWN = 20


def question_of(args: argparse.Namespace) -> Question:
    """The question that the arguments ask; its files are read, and what is wrong in them is said."""
    asked = [name for name in ("indicators", "rule") if getattr(args, name)]
    asked += ["condition"] if args.conditions or args.text else []
    if len(asked) != 1:
        raise CliError(
            "what should be looked for?" if not asked else "a hunt has one question at a time",
            hint="FIELD=VALUE and --text go together; --indicators, --rule and --sql stand alone. For example: "
            r"otasuke hunt --tenant sakura 'Image|endswith=\powershell.exe'",
            exit_code=Exit.USAGE,
        )
    if args.indicators:
        return _indicators(args.indicators)
    return _rules(args.rule) if args.rule else _condition(args)


def _condition(args: argparse.Namespace) -> Question:
    from otasuke.lake.hunting.conditions import BadCondition, parse_conditions
    from otasuke.lake.hunting.questions import Condition

    try:
        return Condition(parse_conditions(args.conditions, args.text))
    except BadCondition as error:
        raise CliError(
            str(error),
            hint=r"For example: 'Image|endswith=\powershell.exe' or 'DestinationIp|cidr=203.0.113.0/24'",
            exit_code=Exit.USAGE,
        ) from error


def _rules(paths: list[str]) -> Question:
    from otasuke.cli.rule_files import load_rule_files
    from otasuke.lake.hunting.questions import Rules

    loaded = load_rule_files(paths, {})
    for fault in loaded.faults[:_MOST_SHOWN]:
        _say(str(fault))
    if len(loaded.faults) > _MOST_SHOWN:
        _say(f"… and {len(loaded.faults) - _MOST_SHOWN:,} more faults; `otasuke rules check` shows them")
    for correlation in loaded.correlations:
        _say(f"{correlation.title!r} is a correlation: its rules are hunted one by one, what joins them is not")
    if not loaded.rules:
        raise CliError(
            "none of the rules can be hunted", hint="`otasuke rules check` says why.", exit_code=Exit.BAD_RULES
        )
    return Rules(loaded.rules)


def _indicators(paths: list[str]) -> Question:
    from otasuke.lake.hunting.questions import Indicators
    from otasuke.lake.hunting.wanted import hunted

    every: dict[Observable, None] = {}
    for path in paths:
        looked_for = [hunted(one) for one in read_indicators(path).indicators]
        if left_out := looked_for.count(None):
            _say(f"{path}: left out: {left_out:,} mail addresses and JA4 fingerprints, which a hunt does not look for")
        every |= dict.fromkeys(one for one in looked_for if one is not None)
    if not every:
        raise CliError("there is no indicator in these files", hint="What is wrong with them stands above.")
    return Indicators(every)


def _say(text: str) -> None:
    print(f"otasuke: {visible(text)}", file=sys.stderr)
