import io
from collections.abc import Callable

from rich.console import Console

from otasuke.cli.showing.report import Report
from otasuke.cli.showing.table import print_findings

Make = Callable[..., Report]


def shown(report: Report) -> str:
    out = io.StringIO()
    print_findings(report, Console(file=out, width=160, highlight=False))
    return out.getvalue()


def test_a_rule_has_one_line_with_its_count_and_times(report: Make) -> None:
    text = shown(report(70))

    assert text.count("Title x") == 1
    assert "70" in text
    assert "2026-04-01 12:00:00" in text
    assert "2026-04-01 13:09:00" in text


def test_nothing_found_is_no_table(report: Make) -> None:
    assert shown(report(0)) == ""


def test_no_log_moves_the_cursor_or_writes_markup(report: Make) -> None:
    text = shown(report(text="\x1b[2J[red]x[/red]\u202e"))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text


def test_many_computers_are_counted(report: Make) -> None:
    assert "+7" in shown(report(10, computers=10))
