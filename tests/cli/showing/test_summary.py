from collections.abc import Callable

from otasuke.cli.inputs import Skipped
from otasuke.cli.showing.report import Report
from otasuke.cli.showing.summary import summary_lines
from otasuke.events import Reject, RejectReason

Make = Callable[..., Report]


def test_records_are_events_and_rejects(report: Make) -> None:
    one = report(3)
    one.results.add_reject("a.log", Reject.of("s", 9, RejectReason.TOO_LONG, "why", b""), keep_all=False)

    lines = list(summary_lines(one))

    assert "Records   4 in = 3 events + 1 Rejects, from 1 inputs (0.0 MB)" in lines
    assert "Rejects   1 of s: too long, such as byte 9 of a.log (why)" in lines


def test_what_failed_is_listed_and_the_rest_is_counted(report: Make) -> None:
    one = report()
    one.results.skipped += [Skipped(f"{number}.zip", "broken", is_failure=True) for number in range(20)]
    one.results.skipped += [Skipped("a.png", "picture", is_failure=False)] * 2

    text = "\n".join(summary_lines(one))

    assert "Unread    0.zip: broken" in text
    assert "and 12 more that could not be read" in text
    assert "Skipped   2, picture, such as a.png" in text


def test_a_file_name_cannot_speak_to_the_terminal(report: Make) -> None:
    one = report()
    one.results.skipped.append(Skipped("\x1b[2J.zip", "broken", is_failure=True))

    assert "\x1b" not in "\n".join(summary_lines(one))


def test_an_interrupted_scan_says_so(report: Make) -> None:
    one = report()
    one.results.is_whole = False

    assert any(line.startswith("Interrupted") for line in summary_lines(one))
