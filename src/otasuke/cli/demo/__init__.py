"""`otasuke demo`: a made-up morning at a made-up company, scanned with the project's own rules."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    from otasuke.advice.book import Book
    from otasuke.advice.sheet import Language
    from otasuke.cli.showing.report import Report
    from otasuke.demo.stories.script import Sensor
    from otasuke.demo.telling import Telling

CONTENT = Path(__file__).parents[4] / "rules"
RULES = CONTENT / "otasuke"


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "demo", description="Make a short recording of an attack on a made-up company, scan it, and show what is found."
    )
    parser.add_argument("--out", metavar="DIR", default="otasuke-demo", help="where to write (otasuke-demo)")
    parser.add_argument(
        "--story",
        type=int,
        metavar="N",
        help="instead: one of METI's four cases, with what the owner is told: 1 an old Windows, 2 a private phone, "
        "3 a hotel's Wi-Fi, 4 mails from hacked partners",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help="tell it with other companies, days, names and clocks (1: as it was first told; even: mail at Microsoft 365)",
    )
    parser.add_argument(
        "--sensors",
        type=_sensors,
        metavar="LIST",
        help="tell it at companies that have only some of pc,suricata,fortigate,nas,mail",
    )
    parser.add_argument("--html", metavar="FILE", help="write a story as a page of HTML too")
    parser.add_argument("--lang", choices=("ja", "en"), default="ja", help="of a story (ja)")


def run(args: argparse.Namespace) -> int:
    """Make the recording, scan it, show the table, write the page, and say what to try next; or tell a story."""
    if not RULES.is_dir():
        raise CliError(f"the demo's rules are not at {RULES}", hint="The demo needs a checkout of the project.")
    if args.story is not None:
        return _tell_story(args)
    if args.html or args.sensors or args.seed != 1:
        raise CliError("--html, --seed and --sensors are for a story", hint="Add --story 1.", exit_code=Exit.USAGE)
    return _show_recording(args)


def _tell_story(args: argparse.Namespace) -> int:
    from otasuke.cli.demo.story import tell
    from otasuke.cli.showing.matters import Teller
    from otasuke.demo.stories.script import SENSORS
    from otasuke.demo.stories.shelf import STORIES, story

    if args.story not in STORIES:
        hint = "; ".join(f"{number}: {shown.title['en']}" for number, shown in STORIES.items())
        raise CliError(f"there is no story {args.story}", hint=hint, exit_code=Exit.USAGE)
    folder = _folder(args.out, f"story-{args.story}" + (f"-{args.seed}" if args.seed != 1 else ""))
    shown = story(args.story, args.seed)
    telling = tell(shown, folder, scan_logs, book=_book(), language=args.lang, sensors=args.sensors or SENSORS)
    Teller(args.lang).show(telling)
    if args.html:
        _write_page(telling, args.html, args.lang)
    print(f"Every detection: otasuke scan {folder} --rules {RULES}", file=sys.stderr)
    return Exit.OK


def _write_page(telling: Telling, path: str, language: Language) -> None:
    from otasuke.cli.showing.story_page import write_story_page

    page = Path(path)
    try:
        with page.open("w", encoding="utf-8", newline="") as out:
            write_story_page(telling, language, out)
    except OSError as error:
        raise CliError(f"cannot write {path!r}: {error.strerror}") from error
    print(f"The story as a page: {page.resolve().as_uri()}", file=sys.stderr)


def _sensors(text: str) -> frozenset[Sensor]:
    from otasuke.demo.stories.script import Sensor

    known = [one.value for one in Sensor]
    if wrong := [one for one in text.split(",") if one not in known]:
        raise argparse.ArgumentTypeError(f"{wrong[0]!r} is none of {', '.join(known)}")
    return frozenset(map(Sensor, text.split(",")))


def _book() -> Book:
    from otasuke.cli.advice import read_folder

    return read_folder(str(CONTENT / "advice"))


def _show_recording(args: argparse.Namespace) -> int:
    from rich.console import Console

    from otasuke.cli.demo.recording import write_recording
    from otasuke.cli.showing.page import write_page
    from otasuke.cli.showing.summary import summary_lines
    from otasuke.cli.showing.table import print_findings

    logs = _folder(args.out, "logs")
    page = logs.parent / "report.html"
    count = write_recording(logs)
    print(f"Made {count:,} log records of みのり坂木工, a company that does not exist: {logs}", file=sys.stderr)
    report = scan_logs(logs)
    print_findings(report, Console(highlight=False))
    for line in summary_lines(report):
        print(line)
    with page.open("w", encoding="utf-8", newline="") as out:
        write_page(report, out)
    _say_what_next(page, logs)
    return Exit.OK


def scan_logs(logs: Path) -> Report:
    """What our own rules find in this folder."""
    from otasuke.cli import scan

    parser = argparse.ArgumentParser()
    scan.register(parser.add_subparsers())
    arguments = ["scan", str(logs), "--rules", str(RULES), "--jobs", "1"]
    return scan.scan(parser.parse_args(arguments))


def _say_what_next(page: Path, logs: Path) -> None:
    print(f"""
The same as a page to show somebody, in Japanese and English: {page.resolve().as_uri()}

Try next:
  otasuke demo --story 1 --html story.html
  otasuke scan {logs} --rules {RULES} --level high --format jsonl
  otasuke scan YOUR-LOGS --rules path/to/sigma/rules --format html --out report.html
  otasuke rules test {RULES}""")


def _folder(wanted: str, name: str) -> Path:
    """A folder of this name in the one that is wanted, made if need be; in a temporary one where nothing can be written."""
    folder = Path(wanted, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fallback = Path(tempfile.mkdtemp(prefix="otasuke-demo-"))
        print(f"otasuke: cannot write to {wanted} ({error.strerror}); using {fallback}", file=sys.stderr)
        folder = fallback / name
        folder.mkdir()
    return folder
