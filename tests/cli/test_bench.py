import json
from collections.abc import Callable
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from pipeline.cast import WHOAMI

Process = Callable[..., bytes]


@pytest.fixture
def events(tmp_path: Path, process: Process) -> str:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b"".join(process(f"run {number}", minute=number % 60) for number in range(4_000)))
    return str(path)


def test_the_engine_is_measured_in_one_object(events: str, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["bench", "engine", "--rules", rules, "--events", events, "--segments", "5"])

    result = json.loads(capsys.readouterr().out)
    assert exit_code == Exit.OK
    assert (result["events"], result["warmed_with"], result["hits"]) == (2_000, 2_000, 2_000)
    assert min(result[key] for key in ("events_per_core_second", "ratio_to_json_parse", "cold_start_s", "rss_mb")) > 0


def test_detectors_and_indicators_are_measured_beside_a_worker(
    events: str, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = ["--detectors", "--indicators", "2000"]

    assert main(["bench", "engine", "--rules", rules, "--events", events, "--segments", "5", *beside]) == Exit.OK

    found = json.loads(capsys.readouterr().out)["beside"]
    assert found["indicators"] > 1_900
    assert found["ratio_to_match_lines"] > found["ratio_to_worker"] > 1
    assert found["ratio_to_worker_spread"][0] <= found["ratio_to_worker"] <= found["ratio_to_worker_spread"][1]


def test_columns_find_what_events_find(events: str, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["bench", "columns", "--rules", rules, "--events", events, "--segments", "5"])

    result = json.loads(capsys.readouterr().out)
    assert result["hits"] == result["hits_by_events"] == 2_000


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "0 events"), (b"no json\n" * 3_000, "is no JSON")],
)
def test_what_cannot_be_measured_is_said(
    tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str], data: bytes, message: str
) -> None:
    (tmp_path / "x").write_bytes(data)

    exit_code = main(["bench", "engine", "--rules", rules, "--events", str(tmp_path / "x")])

    assert exit_code == Exit.BAD_INPUT
    assert message in capsys.readouterr().err


def test_too_few_segments_are_refused(events: str, rules: str) -> None:
    assert main(["bench", "engine", "--rules", rules, "--events", events, "--segments", "4"]) == Exit.USAGE


def test_the_whole_service_is_measured_with_a_fleet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "rules" / "whoami.yml"
    rule.parent.mkdir()
    rule.write_text(WHOAMI)
    fleet = ["--companies", "3", "--rate", "60", "--duration", "4", "--flush", "1", "--grace", "15", "--attacks", "1"]

    assert main(["bench", "live", *fleet, "--service-workers", "1", "--rules", str(rule.parent)]) == Exit.OK

    measured = json.loads(capsys.readouterr().out)
    assert measured["run"]["acknowledged"]["events"] > 100
    assert (measured["run"]["stored"]["lost"], measured["run"]["stored"]["doubled"]) == (0, 0)
    assert {"gateway", "worker-0", "NATS"} <= {one["name"] for one in measured["processes"]}
