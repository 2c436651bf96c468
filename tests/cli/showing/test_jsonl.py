import io
import json
from collections.abc import Callable

import pytest

from otasuke.cli.scanning.results import KeptReject
from otasuke.cli.showing.jsonl import write_jsonl, write_rejects
from otasuke.cli.showing.report import Report
from otasuke.events import Reject, RejectReason

Make = Callable[..., Report]


@pytest.mark.parametrize("text", ["x", "\ud800", "\0", "\u2028", "経理"])
def test_every_finding_is_one_line_of_json(report: Make, text: str) -> None:
    out = io.BytesIO()

    write_jsonl(report(2, text=text).findings, out)

    lines = out.getvalue().splitlines()
    assert [json.loads(line)["record"] for line in lines] == [0, 1]
    assert set(json.loads(lines[0])) == {
        *("rule_id", "rule_title", "level", "time", "source", "record", "computer", "tags", "matched")
    }


def test_a_reject_keeps_its_bytes(report: Make) -> None:
    reject = Reject.of("unknown", 7, RejectReason.BROKEN_JSON, "why", b"{\xff\xfe")
    out = io.BytesIO()

    write_rejects([KeptReject("a.log", reject)], out)

    assert json.loads(out.getvalue())["excerpt"] == "{\\xff\\xfe"
