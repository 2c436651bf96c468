"""`otasuke advice`: what is said to the customer about a rule, and whether it can be said so."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.rule_files import load_rule_files
from otasuke.cli.times import parse_moment, parse_zone

if TYPE_CHECKING:
    from otasuke.advice.book import Book, Shelf
    from otasuke.advice.happening import Happening, LogKind
    from otasuke.detect.rule import Correlation, Rule, RuleSet

CONTENT = Path(__file__).parents[3] / "rules"
LEVELS = ("informational", "low", "medium", "high", "critical")
_CHECK = "check"


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "advice",
        description="Print the advice about a rule: otasuke advice RULE-ID, or --technique T1059.001. "
        "`otasuke advice check DIR…` says how the rules in the folders are covered, and lists every fault of the words.",
    )
    parser.add_argument(
        "words", nargs="*", metavar="RULE-ID | check DIR", help="a rule or detector; or check and folders"
    )
    parser.add_argument("--technique", help="instead of a rule: a technique of ATT&CK, such as T1059.001")
    parser.add_argument("--tactic", help="instead of a rule: a tactic, such as credential-access")
    parser.add_argument(
        "--log", default="", metavar="PRODUCT/CATEGORY/SERVICE", help="the kind of log: windows, azure//signinlogs"
    )
    parser.add_argument("--rules", nargs="+", action="extend", metavar="DIR", help="where the rule is (our own rules)")
    parser.add_argument("--book", metavar="DIR", default=str(CONTENT / "advice"), help="the sheets (rules/advice)")
    parser.add_argument("--lang", choices=("ja", "en"), default="ja")
    parser.add_argument("--level", choices=LEVELS, help="instead of the rule's own level")
    parser.add_argument("--blocked", action="store_true", help="a UTM has stopped it")
    parser.add_argument("--device", default="", help="the device's name, as in the logs")
    parser.add_argument("--user", default="", help="the person's account")
    parser.add_argument("--peer", default="", help="the server, sender or file on the other side")
    parser.add_argument("--time", metavar="TIME", help="2026-11-24T09:42, Japan's time")
    parser.add_argument("--furigana", action="store_true", help="with the readings of kanji: 経理《けいり》")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Check, or print one."""
    if args.words[:1] == [_CHECK]:
        return _check(args)
    if len(args.words) > 1:
        raise CliError(
            "one rule at a time", hint="otasuke advice RULE-ID, or: otasuke advice check DIR…", exit_code=Exit.USAGE
        )
    return _show(args)


def _show(args: argparse.Namespace) -> int:
    from otasuke.advice.advise import advise
    from otasuke.cli.showing.advised import as_text

    book = read_folder(args.book)
    advice = advise(_happening(args), book, language=args.lang)
    if args.format == "json":
        print(json.dumps({**asdict(advice), "colour_word": advice.colour.word}, ensure_ascii=False))
    else:
        print(as_text(advice, book.readings if args.furigana else {}))
    return Exit.OK


def read_folder(folder: str) -> Book:
    """The book in this folder. Raises CliError."""
    from otasuke.advice.book import UnfitBook
    from otasuke.findings.sheets import read_sheets

    root = Path(folder)
    if not root.is_dir():
        raise CliError(f"no advice at {folder!r}: there is no such folder", hint="--book names the folder of sheets.")
    try:
        return read_sheets(root)
    except OSError as error:
        raise CliError(f"cannot read {error.filename}: {error.strerror}") from error
    except UnfitBook as error:
        hint = "docs/how/advice.md says what a folder of advice needs."
        raise CliError(f"{folder}: {error}", hint=hint, exit_code=Exit.BAD_RULES) from error


def _happening(args: argparse.Namespace) -> Happening:
    from otasuke.advice.happening import Happening

    tags = [f"attack.{tag.lower()}" for tag in (args.technique, args.tactic) if tag]
    if bool(args.words) == bool(tags):
        raise CliError("name a rule, or a technique or tactic", hint="otasuke advice --help", exit_code=Exit.USAGE)
    base = Happening(level="high", tags=tuple(tags)) if tags else _of_rule(args)
    return Happening(
        rule=base.rule,
        level=args.level or base.level,
        tags=base.tags,
        log=_log_kind(args.log) if args.log else base.log,
        time=parse_moment(args.time, parse_zone(None), "--time"),
        device=args.device,
        person=args.user,
        counterpart=args.peer,
        blocked=args.blocked,
    )


def _of_rule(args: argparse.Namespace) -> Happening:
    """The happening of the rule that is named; of a detector or indicator, whose level comes with what it finds."""
    from otasuke.advice.book import Shelf
    from otasuke.advice.choose import choose
    from otasuke.advice.happening import Happening

    (name,) = args.words
    rules = load_rule_files(args.rules or [str(CONTENT / "otasuke")], {})
    for rule in _all(rules):
        if name in (rule.id, rule.name, rule.title):
            return _plain(rule)
    by_name = Happening(rule=name, level="high")
    if choose(by_name, read_folder(args.book), "ja").shelf in (Shelf.RULE, Shelf.DETECTOR, Shelf.INDICATOR):
        return by_name
    raise CliError(
        f"no rule, detector or indicator is called {name!r}", hint="--rules DIR names more folders of rules."
    )


def _all(rules: RuleSet) -> list[Rule | Correlation]:
    return [*rules.rules, *rules.correlations]


def _plain(rule: Rule | Correlation) -> Happening:
    from otasuke.advice.happening import Happening, LogKind

    source = getattr(rule, "logsource", None)
    log = LogKind(*source.parts) if source else LogKind()
    return Happening(rule=rule.id, level=rule.level.value, tags=rule.tags, log=log)


def _log_kind(text: str) -> LogKind:
    from otasuke.advice.happening import LogKind

    parts = [*text.split("/"), "", ""][:3]
    return LogKind(*parts)


def _check(args: argparse.Namespace) -> int:
    from otasuke.advice.coverage import coverage
    from otasuke.advice.wording import wording_faults

    book = read_folder(args.book)
    faults = wording_faults(book)
    for fault in faults:
        print(Path(args.book, fault.path).as_posix() + str(fault)[len(fault.path) :])
    problems: tuple[str, ...] = ()
    if folders := args.words[1:]:
        rules = load_rule_files(folders, {})
        report = coverage(map(_plain, _all(rules)), book)
        problems = report.problems
        print("\n".join(problems), end="\n" if problems else "")
        _print_counts(report.by_shelf, report.by_sheet)
    print(f"{len(book.sheets):,} sheets, {len(faults) + len(problems):,} faults", file=sys.stderr)
    return Exit.BAD_RULES if faults or problems else Exit.OK


def _print_counts(by_shelf: Counter[Shelf], by_sheet: Counter[tuple[Shelf, str]]) -> None:
    total = by_shelf.total()
    print(f"{total:,} rules, rendered in Japanese and English:")
    for shelf, count in by_shelf.most_common():
        used = sum(1 for of, _ in by_sheet if of is shelf)
        print(f"{count:>7,}  {count / total:>4.0%}  by {used} sheets of {shelf}/")
