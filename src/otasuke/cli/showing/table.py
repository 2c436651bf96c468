"""Findings as a table on a terminal, one line for each rule."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from otasuke.cli.showing.report import Report, groups_by_rule
from otasuke.cli.showing.words import shortened, visible
from otasuke.detect.rule import Level

_COLOURS = {
    Level.CRITICAL: "bold white on red",
    Level.HIGH: "bold red",
    Level.MEDIUM: "yellow",
    Level.LOW: "cyan",
    Level.INFORMATIONAL: "dim",
}
_MOST_COMPUTERS = 3


def print_findings(report: Report, console: Console) -> None:
    """One line for each rule that found something, the worst first."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Level", no_wrap=True)
    table.add_column("Rule", ratio=3, overflow="fold")
    table.add_column("Found", justify="right", no_wrap=True)
    table.add_column(f"First and last ({report.zone})", no_wrap=True)
    table.add_column("Computers", ratio=2, overflow="fold")
    for group in groups_by_rule(report.findings).values():
        first = group.findings[0].detection
        table.add_row(
            Text(first.level.value, style=_COLOURS[first.level]),
            Text(visible(first.rule_title)),
            f"{group.count:,}",
            Text("\n".join(dict.fromkeys(report.show_time(time) for time in group.times)) or "–"),
            Text(_names(list(group.computers))),
        )
    if table.row_count:
        console.print(table)
        console.print()


def _names(computers: list[str]) -> str:
    shown = [shortened(visible(name), 40) or "–" for name in computers[:_MOST_COMPUTERS]]
    more = len(computers) - len(shown)
    return ", ".join(shown) + (f" +{more}" if more else "")
