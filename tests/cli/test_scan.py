import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main

SRC = Path(__file__).parents[2] / "src"
DELETE = "vssadmin delete shadows"

Process = Callable[..., bytes]


def found_in(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def log(tmp_path: Path, process: Process) -> Path:
    path = tmp_path / "log.ndjson"
    path.write_bytes(process() + process(DELETE, minute=1) + b"{broken\n")
    return path


def test_each_detection_is_an_object_with_its_evidence(
    log: Path, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code = main(["scan", str(log), "--rules", rules, "--format", "jsonl", "--level", "high"])

    assert exit_code == Exit.OK
    assert found_in(capsys.readouterr().out) == [
        {
            "rule_id": "11111111-1111-4111-8111-111111111111",
            "rule_title": "Backups are deleted",
            "level": "critical",
            "time": "2026-04-01T09:01:00.000000Z",
            "source": str(log),
            "record": 1,
            "computer": "pc1",
            "tags": ["attack.impact", "attack.t1490"],
            "matched": [
                {"field": "CommandLine", "value": DELETE, "pattern": "*vssadmin*"},
                {"field": "CommandLine", "value": DELETE, "pattern": "*delete*"},
            ],
        }
    ]


def test_the_summary_counts_every_record(log: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", str(log), "--rules", rules])

    summary = capsys.readouterr().err
    assert "3 in = 2 events + 1 Rejects, from 1 inputs" in summary
    assert "1 of unknown: broken json" in summary
    assert "2 ran, 1 correlations, 0 could not run" in summary
    assert "re-leveled" not in summary


def test_a_table_of_levels_changes_how_grave_a_find_is_and_not_what_is_found(
    log: Path, rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["scan", str(log), "--rules", rules, "--format", "jsonl"])
    before = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    table = tmp_path / "levels.toml"
    entry = f'[[relevel]]\nlevel = "critical"\nreason = "r"\ndate = 2026-11-23\nrules = ["{before[0]["rule_id"]}"]'
    table.write_text(entry)

    main(["scan", str(log), "--rules", rules, str(table), "--format", "jsonl"])

    shown = capsys.readouterr()
    after = [json.loads(line) for line in shown.out.splitlines()]
    assert "1 rules re-leveled" in shown.err
    assert [one | {"level": ""} for one in after] == [one | {"level": ""} for one in before]
    assert {one["level"] for one in after if one["rule_id"] == before[0]["rule_id"]} == {"critical"}


def test_the_table_has_one_line_for_each_rule(log: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", str(log), "--rules", rules])

    shown = capsys.readouterr().out
    assert shown.count("Backups are deleted") == 1
    assert shown.index("critical") < shown.index("low")


def test_correlations_run_over_all_files(
    tmp_path: Path, rules: str, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    for minute in range(5):
        (tmp_path / f"{9 - minute}.log").write_bytes(process(minute=minute))
    paths = [str(path) for path in sorted(tmp_path.glob("*.log"))]

    main(["scan", *paths, "--rules", rules, "--format", "jsonl"])

    *singles, together = found_in(capsys.readouterr().out)
    assert [one["rule_title"] for one in singles] == ["A program starts"] * 5
    assert (together["rule_title"], together["computer"], together["together"]["total"]) == (
        "Many programs start",
        "pc1",
        5,
    )


def test_a_rule_that_only_serves_a_correlation_is_silent(
    tmp_path: Path, rules: str, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(rules, "rules.yml")
    file.write_text(file.read_text().replace("generate: true", "generate: false"))
    (tmp_path / "a.log").write_bytes(b"".join(process(minute=minute) for minute in range(5)))

    main(["scan", str(tmp_path / "a.log"), "--rules", rules, "--format", "jsonl"])

    assert [one["rule_title"] for one in found_in(capsys.readouterr().out)] == ["Many programs start"]


def test_since_and_until_look_at_event_time_in_the_zone_that_was_given(
    tmp_path: Path, rules: str, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.log").write_bytes(b"".join(process(minute=minute) for minute in range(4)))

    times = ["--since", "2026-04-01T18:01", "--until", "2026-04-01T18:03", "--timezone", "Asia/Tokyo"]
    main(["scan", str(tmp_path / "a.log"), "--rules", rules, "--format", "jsonl", *times])

    out, err = capsys.readouterr()
    assert [one["time"][14:16] for one in found_in(out)] == ["01", "02"]
    assert "2 more hits lie outside" in err


def test_until_a_date_includes_that_day(log: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", str(log), "--rules", rules, "--format", "jsonl", "--until", "2026-04-01"])

    assert len(found_in(capsys.readouterr().out)) == 3


def test_archives_are_opened_by_content_one_level_deep(
    tmp_path: Path, rules: str, process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.json", process(record=1))
    with zipfile.ZipFile(tmp_path / "a.Zip", "w") as archive:
        archive.writestr("one.json", process(record=2))
        archive.writestr("inner.bin", inner.getvalue())
        archive.writestr("two.json.gz", gzip.compress(process(record=3)))
    with tarfile.open(tmp_path / "b.tgz", "w:gz") as tar:
        member = tarfile.TarInfo("x/three.json")
        member.size = len(process(record=4))
        tar.addfile(member, io.BytesIO(process(record=4)))

    exit_code = main(["scan", str(tmp_path), "--rules", rules, "--format", "jsonl"])

    found = {(Path(one["source"]).name, one["record"]) for one in found_in(capsys.readouterr().out)}
    assert exit_code == Exit.OK
    assert found == {
        ("a.Zip!one.json", 2),
        ("a.Zip!inner.bin!deep.json", 1),
        ("a.Zip!two.json.gz", 3),
        ("three.json", 4),
    }


def test_what_cannot_be_read_is_named_and_the_others_go_on(
    tmp_path: Path, log: Path, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    (tmp_path / "gone.log").symlink_to(tmp_path / "nowhere")

    exit_code = main(["scan", str(tmp_path), "--rules", rules, "--format", "jsonl"])

    out, err = capsys.readouterr()
    assert exit_code == Exit.BAD_INPUT
    assert len(found_in(out)) == 3
    assert "broken.zip: broken zip archive" in err
    assert "gone.log: no such file" in err


def test_what_is_no_log_is_skipped_with_a_reason(
    tmp_path: Path, log: Path, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("# Read me")
    (tmp_path / "screen.log").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    exit_code = main(["scan", str(tmp_path), "--rules", rules])

    summary = capsys.readouterr().err
    assert exit_code == Exit.OK
    assert "not a log: documentation" in summary
    assert "not a log: picture" in summary
    assert "from 1 inputs" in summary


def test_standard_input_is_an_input(log: Path, rules: str) -> None:
    command = [sys.executable, "-m", "otasuke", "scan", "-", "--rules", rules, "--format", "jsonl"]

    ended = subprocess.run(
        command, input=log.read_bytes(), capture_output=True, env=os.environ | {"PYTHONPATH": str(SRC)}, check=False
    )

    assert ended.returncode == Exit.OK
    assert {one["source"] for one in found_in(ended.stdout.decode())} == {"stdin"}


def test_ctrl_c_leaves_what_was_found_so_far(log: Path, rules: str) -> None:
    command = [sys.executable, "-m", "otasuke", "scan", str(log), "-", "--rules", rules, "--format", "jsonl"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SRC)},
    )
    assert process.stdin
    _wait_until_it_listens(process.pid)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == Exit.INTERRUPTED
    assert len(found_in(out.decode())) == 3
    assert b"Interrupted" in err


def _wait_until_it_listens(pid: int) -> None:
    """Until the scan has taken over SIGINT (bit 2 of the caught signals) from Python, and reads from the pipe."""
    status = Path(f"/proc/{pid}")
    if not status.exists():
        pytest.skip("needs /proc to see what another process waits for")
    for _ in range(600):
        threads = (status / "wchan").read_text()
        if "poll" in threads or "select" in threads:
            return
        time.sleep(0.1)
    pytest.fail("the scan never came to read standard input")


def test_any_number_of_jobs_gives_the_same_output(tmp_path: Path, rules: str, process: Process) -> None:
    for part in range(3):
        line = process(DELETE, minute=part) + process("x" * 2_000, minute=part)
        (tmp_path / f"{part}.log").write_bytes(line * 1_700)
    outs = [tmp_path / "one", tmp_path / "two"]
    paths = [str(path) for path in sorted(tmp_path.glob("*.log"))]

    for jobs, out in enumerate(outs, start=1):
        main(["scan", *paths, "--rules", rules, "--format", "jsonl", "--jobs", str(jobs), "--out", str(out)])

    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert len(outs[0].read_bytes().splitlines()) > 15_000


def test_rejects_can_be_kept_in_a_file(tmp_path: Path, log: Path, rules: str) -> None:
    main(["scan", str(log), "--rules", rules, "--rejects", str(tmp_path / "rejects")])

    (reject,) = found_in((tmp_path / "rejects").read_text())
    assert (reject["input"], reject["reason"], reject["excerpt"]) == (str(log), "broken_json", "{broken")
    assert reject["offset"] == log.read_bytes().index(b"{broken")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["/no/such/file", "--rules", "RULES"], Exit.BAD_INPUT, "nothing to scan at '/no/such/file'"),
        (["LOG"], Exit.USAGE, "--rules DIR is missing"),
        (["LOG", "--rules", "/no/rules"], Exit.BAD_RULES, "no rules at '/no/rules'"),
        (["LOG", "--rules", "RULES", "--since", "yesterday"], Exit.USAGE, "'yesterday' is no time"),
        (["LOG", "--rules", "RULES", "--timezone", "Mars/Base"], Exit.USAGE, "'Mars/Base' is not known"),
        (["LOG", "--rules", "RULES", "--source", "fax"], Exit.USAGE, "no format is called 'fax'"),
        (["LOG", "--rules", "RULES", "--placeholder", "x"], Exit.USAGE, "'x' is not NAME=VALUE"),
        (["LOG", "--rules", "RULES", "--out", "/no/folder/x"], Exit.BAD_INPUT, "cannot write '/no/folder/x'"),
    ],
)
def test_wrong_calls_are_explained(
    log: Path,
    rules: str,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    exit_code: Exit,
    message: str,
) -> None:
    given = [{"LOG": str(log), "RULES": rules}.get(one, one) for one in arguments]

    ended = main(["scan", *given])

    assert (ended, message in capsys.readouterr().err) == (exit_code, True)


def test_an_empty_file_is_no_fault(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.log").touch()

    exit_code = main(["scan", str(tmp_path / "empty.log"), "--rules", rules])

    assert exit_code == Exit.OK
    assert "Skipped   1, empty" in capsys.readouterr().err


@pytest.mark.shared_data
@pytest.mark.slow
def test_every_record_of_the_recordings_is_an_event(shared_data: Path, tmp_path: Path, capsys: Any) -> None:
    arguments = ["--rules", str(shared_data / "sigma"), "--format", "jsonl", "--out", str(tmp_path / "out")]

    exit_code = main(["scan", str(shared_data / "evtx"), *arguments])

    assert exit_code == Exit.OK
    assert "8,255 in = 8,255 events + 0 Rejects, from 277 inputs" in capsys.readouterr().err


def test_indicators_are_found_beside_rules(
    log: Path, rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = log.read_bytes().splitlines()
    record = json.loads(lines[0]) | {"Hashes": "MD5=5D41402ABC4B2A76B9719D911017C592"}
    log.write_bytes(b"\n".join([*lines[:2], json.dumps(record).encode()]))
    (tmp_path / "list.txt").write_text("5d41402abc4b2a76b9719d911017c592\n8.8.8.8\n")
    page = tmp_path / "page.html"

    arguments = ["scan", str(log), "--rules", rules, "--indicators", str(tmp_path / "list.txt")]
    main([*arguments, "--format", "jsonl"])
    found = [one for one in found_in(capsys.readouterr().out) if one["rule_id"] == "indicators/file"]
    main([*arguments, "--format", "html", "--out", str(page)])

    assert [(one["record"], one["computer"], one["matched"][0]["field"]) for one in found] == [(2, "pc1", "Hashes")]
    assert "5d41402abc4b2a76b9719d911017c592 (list list.txt)" in page.read_text()


def test_processes_find_the_same_indicators_as_one(
    tmp_path: Path, process: Process, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = json.dumps(json.loads(process(minute=3)) | {"Hashes": "MD5=0123456789ABCDEF0123456789ABCDEF"}).encode()
    (tmp_path / "list.txt").write_text("0123456789abcdef0123456789abcdef\n")
    (tmp_path / "a").write_bytes(process() * 14_000 + shown)
    (tmp_path / "b").write_bytes(shown + b"\n" + process() * 14_000)
    arguments = [
        "scan",
        str(tmp_path / "a"),
        str(tmp_path / "b"),
        "--rules",
        rules,
        "--indicators",
        str(tmp_path / "list.txt"),
        "--format",
        "jsonl",
    ]

    said = []
    for jobs in ("1", "2"):
        main([*arguments, "--jobs", jobs])
        said.append(capsys.readouterr().out)

    assert said[0] == said[1]
    assert '"indicators/file"' in said[0]
