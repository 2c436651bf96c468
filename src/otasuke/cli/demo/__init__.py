"""`otasuke demo`: the whole service with companies that do not exist; or a story."""

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
        "demo",
        description="Start the whole service on this machine alone, with an invented provider and his companies, print where to "
        "look, play METI's four cases at some of them, and scan a recording of an attack on one of them. What was made is kept, so that the next time is quick.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="where the demo is kept (~/.local/share/otasuke-demo)"
    )
    parser.add_argument("--reset", action="store_true", help="delete what an earlier demo left, and begin anew")
    parser.add_argument("--companies", type=_companies, default=30, metavar="N", help="how many there are (30)")
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument(
        "--once", action="store_true", help="end after showing; so it does where its output is no terminal"
    )
    how_long.add_argument("--stay", action="store_true", help="stay until Ctrl-C or SIGTERM, terminal or not")
    parser.add_argument("--out", metavar="DIR", default="otasuke-demo", help="where a story is written (otasuke-demo)")
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
        help="other companies, days and names; in a story clocks too (1: as it was first told; even: mail at Microsoft 365)",
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
    """Start the demo, or tell a story."""
    if not RULES.is_dir():
        raise CliError(f"the demo's rules are not at {RULES}", hint="The demo needs a checkout of the project.")
    if args.story is not None:
        return _tell_story(args)
    if args.html or args.sensors:
        raise CliError("--html and --sensors are for a story", hint="Add --story 1.", exit_code=Exit.USAGE)
    from otasuke.cli.demo.living import live

    return live(args, rules=RULES)


def _companies(text: str) -> int:
    from otasuke.web.world.companies import MOST_COMPANIES

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_COMPANIES):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_COMPANIES}")
    return int(text)


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


def scan_logs(logs: Path) -> Report:
    """What our own rules find in this folder."""
    from otasuke.cli import scan

    parser = argparse.ArgumentParser()
    scan.register(parser.add_subparsers())
    arguments = ["scan", str(logs), "--rules", str(RULES), "--jobs", "1"]
    return scan.scan(parser.parse_args(arguments))


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
