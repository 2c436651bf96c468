from dataclasses import replace
from datetime import UTC, datetime

from otasuke.cli.scanning.results import KEPT_REJECTS, Finding, Results, in_order, with_numbers_from
from otasuke.detect.correlate import RuleHit
from otasuke.detect.detection import Detection
from otasuke.detect.rule import Level
from otasuke.events import Reject, RejectReason

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
FOUND = Detection("r", "R", Level.LOW, NOON, "a", 1, "pc", (), ())


def test_findings_come_by_time_source_record_and_rule_and_those_without_time_last() -> None:
    wanted = [
        Finding(FOUND),
        Finding(replace(FOUND, rule_id="s")),
        Finding(replace(FOUND, record=2)),
        Finding(replace(FOUND, source="b", record=0)),
        Finding(replace(FOUND, time=None)),
    ]

    assert in_order(reversed(wanted)) == wanted


def test_only_the_first_rejects_of_a_kind_are_kept_but_all_are_counted() -> None:
    results = Results()

    for offset in range(10):
        results.add_reject("a", Reject.of("s", offset, RejectReason.TOO_DEEP, "", b""), keep_all=False)

    assert results.rejects.total() == 10
    assert [kept.reject.offset for kept in results.kept_rejects] == list(range(KEPT_REJECTS))


def test_a_piece_counts_on_where_the_one_before_ended() -> None:
    piece = Results(findings=[Finding(replace(FOUND, record=-5)), Finding(replace(FOUND, record=3))], inputs=1)
    piece.hits = [RuleHit("r", NOON, "a", -1, {})]
    piece.sensors = {("a", -1): "pc"}
    piece.add_reject("a", Reject.of("s", 5, RejectReason.TOO_DEEP, "", b""), keep_all=True)

    numbered = with_numbers_from(piece, 100, 0, 4_000)

    assert [finding.detection.record for finding in numbered.findings] == [102, 3]
    assert (numbered.hits[0].record, numbered.sensors) == (100, {("a", 100): "pc"})
    assert (numbered.kept_rejects[0].reject.offset, numbered.inputs) == (4_005, 0)
