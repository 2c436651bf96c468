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
    from otasuke.cli.showing.report import Report

RULES = Path(__file__).parents[4] / "rules" / "otasuke"


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "demo", description="Make a short recording of an attack on a made-up company, scan it, and show what is found."
    )
    parser.add_argument("--out", metavar="DIR", default="otasuke-demo", help="where to write (otasuke-demo)")


def run(args: argparse.Namespace) -> int:
    """Make the recording, scan it, show the table, write the page, and say what to try next."""
    from rich.console import Console

    from otasuke.cli.demo.recording import write_recording
    from otasuke.cli.showing.page import write_page
    from otasuke.cli.showing.summary import summary_lines
    from otasuke.cli.showing.table import print_findings

    if not RULES.is_dir():
        raise CliError(f"the demo's rules are not at {RULES}", hint="The demo needs a checkout of the project.")
    folder = _folder(args.out)
    logs, page = folder / "logs", folder / "report.html"
    count = write_recording(logs)
    print(f"Made {count:,} log records of みのり坂木工, a company that does not exist: {logs}", file=sys.stderr)
    report = _scan(logs)
    print_findings(report, Console(highlight=False))
    for line in summary_lines(report):
        print(line)
    with page.open("w", encoding="utf-8", newline="") as out:
        write_page(report, out)
    _say_what_next(page, logs)
    return Exit.OK


def _scan(logs: Path) -> Report:
    from otasuke.cli import scan

    parser = argparse.ArgumentParser()
    scan.register(parser.add_subparsers())
    arguments = ["scan", str(logs), "--rules", str(RULES), "--jobs", "1"]
    return scan.scan(parser.parse_args(arguments))


def _say_what_next(page: Path, logs: Path) -> None:
    print(f"""
The same as a page to show somebody, in Japanese and English: {page.resolve().as_uri()}

Try next:
  otasuke scan {logs} --rules {RULES} --level high --format jsonl
  otasuke scan YOUR-LOGS --rules path/to/sigma/rules --format html --out report.html
  otasuke rules test {RULES}""")


def _folder(wanted: str) -> Path:
    """The folder, made if need be; one for temporary files where nothing can be written."""
    folder = Path(wanted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "logs").mkdir(exist_ok=True)
    except OSError as error:
        fallback = Path(tempfile.mkdtemp(prefix="otasuke-demo-"))
        (fallback / "logs").mkdir()
        print(f"otasuke: cannot write to {folder} ({error.strerror}); using {fallback}", file=sys.stderr)
        return fallback
    return folder
