"""A made-up morning at a made-up company, scanned with the project's own rules."""

from __future__ import annotations

import sys
from pathlib import Path


def show_recording(logs: Path) -> None:
    """Make the recording in a folder, scan it, show the table, write the page beside it, and say what to try next."""
    from rich.console import Console

    from otasuke.cli.demo import scan_logs
    from otasuke.cli.demo.recording import write_recording
    from otasuke.cli.showing.page import write_page
    from otasuke.cli.showing.summary import summary_lines
    from otasuke.cli.showing.table import print_findings

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


def _say_what_next(page: Path, logs: Path) -> None:
    from otasuke.cli.demo import RULES

    print(f"""
The same as a page to show somebody, in Japanese and English: {page.resolve().as_uri()}

Try next:
  otasuke demo --story 1 --html story.html
  otasuke scan {logs} --rules {RULES} --level high --format jsonl
  otasuke scan YOUR-LOGS --rules path/to/sigma/rules --format html --out report.html
  otasuke rules test {RULES}""")
