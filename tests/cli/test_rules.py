import json
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main

OWN = Path(__file__).parents[2] / "rules" / "otasuke"
BROKEN = """title: Broken
id: 44444444-4444-4444-8444-444444444444
logsource: {product: windows}
detection:
    selection:
        Image|contians: x
    condition: selection
"""


def test_sound_rules_pass_the_check(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", rules]) == Exit.OK
    assert "2 rules and 1 correlations can run; 0 faults" in capsys.readouterr().err


def test_a_fault_is_shown_with_its_line(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(rules, "broken.yml")
    path.write_text(BROKEN)

    exit_code = main(["rules", "check", rules])

    assert exit_code == Exit.BAD_RULES
    assert capsys.readouterr().out.startswith(f"{path}:6: ")


def test_faults_as_json(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(rules, "broken.yml").write_text(BROKEN)

    main(["rules", "check", rules, "--format", "json"])

    report = json.loads(capsys.readouterr().out)
    assert (report["rules"], report["faults"][0]["line"]) == (2, 6)


def test_our_own_rules_hold_for_their_samples(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["rules", "test", str(OWN)])

    out, err = capsys.readouterr()
    assert (exit_code, out) == (Exit.OK, "")
    assert "0 problems" in err


def test_our_own_rules_are_silent_about_an_ordinary_morning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = str(tmp_path / "logs")
    main(
        [
            "simulate",
            "--companies=12",
            "--duration=240",
            "--at=2026-04-14T10:00",
            "--attacks=0",
            "--no-life",
            f"--out={logs}",
        ]
    )
    capsys.readouterr()

    exit_code = main(["scan", logs, "--rules", str(OWN), "--format", "csv", "--jobs", "1"])

    out, err = capsys.readouterr()
    assert exit_code == Exit.OK
    assert out.splitlines()[1:] == []
    assert "Records" in err


def test_a_rule_without_samples_is_a_problem(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["rules", "test", rules])

    assert exit_code == Exit.BAD_RULES
    assert capsys.readouterr().out.count("has no sample") == 6


def test_an_explanation_marks_what_holds_and_what_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    rule = OWN / "windows" / "proc_backups_deleted.yml"
    samples = OWN.parent / "samples" / "5d40c7e9-b3f2-4a18-9c6d-e07b28f1a665"

    exit_code = main(["rules", "explain", str(rule), str(samples / "miss-list.json")])

    shown = capsys.readouterr().out
    assert exit_code == Exit.OK
    assert "does not hold" in shown
    assert "✓ CommandLine: *vssadmin*   (the value is 'vssadmin.exe list shadows')" in shown
    assert "✗ CommandLine: *delete*" in shown


def test_a_rule_is_found_by_its_id(rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "Image": "a.exe"}')

    main(["rules", "explain", "22222222-2222-4222-8222-222222222222", str(event), "--rules", rules, "--format", "json"])

    (explanation,) = json.loads(capsys.readouterr().out)
    assert explanation["holds"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-id", "EVENT", "--rules", "RULES"], "0 rules have the id, name or title 'no-such-id'"),
        (["RULES", "EVENT"], "holds 2 rules"),
        (["22222222-2222-4222-8222-222222222222", "/no/event", "--rules", "RULES"], "cannot read '/no/event'"),
        (["22222222-2222-4222-8222-222222222222", "EVENT", "--rules", "RULES"], "no event can be read from it"),
    ],
)
def test_what_cannot_be_explained_says_why(
    rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (tmp_path / "empty.json").write_text("")
    given = [{"RULES": rules, "EVENT": str(tmp_path / "empty.json")}.get(one, one) for one in arguments]

    exit_code = main(["rules", "explain", *given])

    assert exit_code in (Exit.BAD_INPUT, Exit.BAD_RULES)
    assert message in capsys.readouterr().err


def test_rules_are_counted(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "stats", rules, "--format", "json"])

    counts = json.loads(capsys.readouterr().out)
    assert counts["by_level"] == {"critical": 1, "low": 1}
    assert counts["by_log_source"] == {"windows/process_creation/*": 2}


def test_check_names_the_placeholders_that_nobody_defined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "known.yml"
    rule.write_text(
        "title: Unknown server\nid: rule-1\nlogsource: {product: windows}\n"
        "detection:\n  s:\n    Server|expand: '%known_servers%'\n  condition: s\n",
        encoding="utf-8",
    )

    code = main(["rules", "check", str(tmp_path)])

    assert code == Exit.OK
    assert "known.yml:6: " in capsys.readouterr().out
