"""`otasuke rules`: check rules, test them against samples, explain them on an event, and count them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otasuke.cli.commands import Subparsers
from otasuke.cli.engines import parse_placeholders
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.inputs import STDIN
from otasuke.cli.rule_files import find_rule_files, load_rule_files, read_rule_files

if TYPE_CHECKING:
    from otasuke.detect.explain import Explanation
    from otasuke.detect.rule import Rule, RuleSet
    from otasuke.events import Event

OWN_RULES = Path("rules", "otasuke")


def register(subparsers: Subparsers) -> None:
    """Add the parsers of all four."""
    parser = subparsers.add_parser("rules", description="Check, test, explain and count rules.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--placeholder", action="append", default=[], metavar="NAME=VALUE", help="for %%name%% in rules"
    )
    check = actions.add_parser("check", parents=[shared], description="List every fault with its file and line.")
    check.add_argument("paths", nargs="+", metavar="DIR")
    check.add_argument("--format", choices=("table", "json"), default="table")
    test = actions.add_parser(
        "test",
        parents=[shared],
        description="Try rules on their samples: DIR/../samples/<rule id>/hit-* must be found, miss-* must not; a filter "
        "must silence silenced-* and leave kept-*.",
    )
    test.add_argument("path", nargs="?", default=str(OWN_RULES), metavar="DIR", help=f"({OWN_RULES})")
    test.add_argument(
        "--samples", metavar="DIR", help="where the samples are, instead of DIR/samples or DIR/../samples"
    )
    explain = actions.add_parser("explain", parents=[shared], description="Show why a rule holds for an event, or not.")
    explain.add_argument("rule", metavar="RULE", help="a rule file, or with --rules the id or title of a rule")
    explain.add_argument("event", metavar="EVENT", help="a file with one event in any format; - for stdin")
    explain.add_argument("--rules", nargs="+", action="extend", metavar="DIR")
    explain.add_argument("--format", choices=("table", "json"), default="table")
    stats = actions.add_parser("stats", parents=[shared], description="Count rules by log source, level and status.")
    stats.add_argument("paths", nargs="+", metavar="DIR")
    stats.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Do the action."""
    actions = {"check": _check, "test": _test, "explain": _explain, "stats": _stats}
    return actions[args.action](args)


def _check(args: argparse.Namespace) -> int:
    rules = load_rule_files(args.paths, parse_placeholders(args.placeholder))
    faults = _all_faults(rules)
    if args.format == "json":
        print(
            json.dumps(
                {
                    "rules": len(rules.rules),
                    "correlations": len(rules.correlations),
                    "relevelled": rules.relevelled,
                    "faults": [_as_record(fault) for fault in faults],
                    "notes": [_as_record(note) for note in rules.notes],
                },
                ensure_ascii=False,
            )
        )
    else:
        _print_faults(rules, faults)
    return Exit.BAD_RULES if faults else Exit.OK


def _as_record(fault: Any) -> dict[str, Any]:
    place = fault.place
    return {"path": place.path, "line": place.line, "message": fault.message, "rule_id": fault.rule_id}


def _all_faults(rules: RuleSet) -> list[Any]:
    """Also those that only show when correlations are put together."""
    from otasuke.detect.correlate import CorrelationLimits, Correlator

    correlator = Correlator(rules.correlations, rules.rules, limits=CorrelationLimits.for_scan())
    return [*rules.faults, *correlator.faults]


def _print_faults(rules: RuleSet, faults: list[Any]) -> None:
    from otasuke.cli.showing.words import visible

    for fault in faults:
        print(visible(str(fault)))
    for note in rules.notes:
        print(f"note: {visible(str(note))}")
    print(
        f"{len(rules.rules):,} rules and {len(rules.correlations):,} correlations can run"
        + (f", {rules.relevelled:,} re-leveled" if rules.relevelled else "")
        + f"; {len(faults):,} faults, {len(rules.notes):,} notes",
        file=sys.stderr,
    )


def _test(args: argparse.Namespace) -> int:
    from otasuke.cli.rule_samples import try_samples
    from otasuke.detect.load import load_filters

    folder = Path(args.path)
    samples = Path(args.samples) if args.samples else _samples_of(folder)
    rules = load_rule_files([str(folder)], parse_placeholders(args.placeholder))
    filters, _ = load_filters(read_rule_files(find_rule_files([str(folder)])))
    outcome = try_samples(rules, samples, filters=filters)
    for problem in (*map(str, rules.faults), *outcome.problems):
        print(problem)
    failed = len(outcome.problems) + len(rules.faults)
    numbers = {"rules": rules.rules, "correlations": rules.correlations, "filters": filters}
    counts = [f"{len(found):,} {what}" for what, found in numbers.items() if found or what != "filters"]
    tried = ", ".join([*counts, f"{outcome.samples:,} samples"])
    print(f"{tried}, {failed:,} problems", file=sys.stderr)
    return Exit.BAD_RULES if failed else Exit.OK


def _samples_of(folder: Path) -> Path:
    """Filters have their samples in their folder, rules beside theirs."""
    inside = folder / "samples"
    return inside if inside.is_dir() else folder.parent / "samples"


def _explain(args: argparse.Namespace) -> int:
    from otasuke.cli.rule_samples import read_events
    from otasuke.detect.explain import describe

    rule = _rule_named(args)
    events = read_events(*_event_bytes(args.event))
    explanations = [describe(rule, event) for event in events]
    if args.format == "json":
        print(json.dumps([_as_object(one) for one in explanations], ensure_ascii=False))
        return Exit.OK
    for event, explanation in zip(events, explanations, strict=True):
        _print_explanation(rule, event, explanation)
    return Exit.OK


def _rule_named(args: argparse.Namespace) -> Rule:
    rules = load_rule_files(args.rules or [args.rule], parse_placeholders(args.placeholder))
    if not args.rules and len(rules.rules) == 1:
        return rules.rules[0]
    wanted = args.rule if args.rules else None
    found = [rule for rule in rules.rules if wanted in (rule.id, rule.name, rule.title)]
    if len(found) == 1:
        return found[0]
    if not args.rules and rules.faults:
        raise CliError(str(rules.faults[0]), exit_code=Exit.BAD_RULES)
    if not args.rules:
        hint = "Name one by its id: otasuke rules explain ID EVENT --rules FILE"
        raise CliError(f"{args.rule!r} holds {len(rules.rules)} rules", hint=hint, exit_code=Exit.BAD_RULES)
    raise CliError(f"{len(found)} rules have the id, name or title {args.rule!r}", exit_code=Exit.BAD_RULES)


def _event_bytes(path: str) -> tuple[str, bytes]:
    if path == STDIN:
        return "stdin", sys.stdin.buffer.read()
    try:
        return path, Path(path).read_bytes()
    except OSError as error:
        raise CliError(f"cannot read {path!r}: {error.strerror}") from error


def _as_object(explanation: Explanation) -> dict[str, Any]:
    return {
        "text": explanation.text,
        "holds": explanation.holds,
        "why": explanation.why,
        "parts": [_as_object(part) for part in explanation.parts],
    }


def _print_explanation(rule: Rule, event: Event, explanation: Explanation) -> None:
    from otasuke.cli.showing.words import visible

    verdict = "holds" if explanation.holds else "does not hold"
    print(f"{visible(rule.title)} ({rule.level.value}) {verdict} for record {event.record} of {event.source}")
    _print_tree(explanation, 0)
    print()


def _print_tree(explanation: Explanation, depth: int) -> None:
    from otasuke.cli.showing.words import shortened, visible

    mark = "✓" if explanation.holds else "✗"
    why = f"   ({shortened(visible(explanation.why), 200)})" if explanation.why else ""
    print(f"{'  ' * depth}{mark} {shortened(visible(explanation.text), 300)}{why}")
    for part in explanation.parts:
        _print_tree(part, depth + 1)


def _stats(args: argparse.Namespace) -> int:
    rules = load_rule_files(args.paths, parse_placeholders(args.placeholder))
    counts = {
        "level": Counter(rule.level.value for rule in rules.rules),
        "status": Counter(rule.status or "–" for rule in rules.rules),
        "log source": Counter(str(rule.logsource) for rule in rules.rules),
    }
    totals = {"rules": len(rules.rules), "correlations": len(rules.correlations), "faults": len(rules.faults)}
    if args.format == "json":
        by = {f"by_{name.replace(' ', '_')}": dict(counter.most_common()) for name, counter in counts.items()}
        print(json.dumps({**totals, **by}, ensure_ascii=False))
    else:
        _print_counts(totals, counts)
    return Exit.OK


def _print_counts(totals: dict[str, int], counts: dict[str, Counter[str]]) -> None:
    from otasuke.cli.showing.words import visible

    print(", ".join(f"{count:,} {name}" for name, count in totals.items()))
    for name, counter in counts.items():
        print(f"\nby {name}")
        for value, count in counter.most_common():
            print(f"{count:>7,}  {visible(value)}")
