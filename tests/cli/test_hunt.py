"""`otasuke hunt`, as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.lake.writer import LakeWriter

RULE = r"""
title: PowerShell starts
id: 11111111-1111-4111-8111-111111111111
logsource: {product: windows, category: process_creation}
detection:
    selection: {Image|endswith: '\powershell.exe'}
    condition: selection
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three events of Sakura in three hours, one of Fuji."""
    for tenant, numbers in ((SAKURA, (0, 1, 2)), (FUJI, (3,))):
        for number in numbers:
            writer = LakeWriter(tmp_path / "lake", tenant)
            image = "C:\\cmd.exe" if number == 1 else "C:\\PowerShell.exe"
            extra = {"Query": f"h{number}.evil.com", "Message": "請求書を送付"}
            writer.add(f"b{number}", [event(number, time=NOON + timedelta(hours=number), **{"Image": image} | extra)])
            writer.flush()
    return tmp_path


def run(data: Path, *arguments: str) -> int:
    return main(["hunt", "--data", str(data), *arguments])


def test_a_condition_finds_events_of_the_tenant(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--tenant", SAKURA, r"Image|endswith=\powershell.exe") == Exit.OK

    said = capsys.readouterr()
    first, *rows = [line.split() for line in said.out.splitlines()]
    assert first == ["Time", "Tenant", "Computer", "Found"]
    assert [row[:4] for row in rows] == [
        ["2026-11-23", "21:00:00", "sakura", "経理-PC01"],
        ["2026-11-23", "23:00:00", "sakura", "経理-PC01"],
    ]
    assert said.err.splitlines() == [
        "2 events were found.",
        "Searched 3 events in 3 files, from 2026-11-23 21:00:00 to 2026-11-23 23:00:00 (JST).",
    ]


def test_when_nothing_is_found_it_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--tenant", SAKURA, "--text", "無い") == Exit.OK

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Nothing was found.\nSearched 3 events in 3 files, ")


def test_times_are_of_japan_and_a_date_is_its_whole_day(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(
        data,
        "--tenant",
        SAKURA,
        "--text",
        "請求書",
        "--since",
        "2026-11-23T22:00",
        "--until",
        "2026-11-23",
        "--format",
        "jsonl",
    )

    assert [json.loads(line)["record"] for line in capsys.readouterr().out.splitlines()] == [1, 2]


def test_a_time_without_events_is_no_mistake(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--tenant", SAKURA, "--text", "x", "--until", "2020-01-01") == Exit.OK
    assert capsys.readouterr().err == "Nothing was found.\nNothing was searched: there are no events of that time.\n"


def test_jsonl_has_whole_events(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(data, "--tenant", SAKURA, "Image=*cmd.exe", "--format", "jsonl")

    assert json.loads(capsys.readouterr().out) == {
        "tenant": SAKURA,
        "time": "2026-11-23T13:00:00.000000Z",
        "received_at": "2026-11-24T00:00:00.000000Z",
        "computer": "経理-PC01",
        "source": "windows.flat",
        "record": 1,
        "rule": None,
        "matched": [{"field": "Image", "value": "C:\\cmd.exe", "pattern": "*cmd.exe"}],
        "fields": {"Image": "C:\\cmd.exe", "Message": "請求書を送付", "Query": "h1.evil.com", "User": "花子"},
    }


def test_csv_is_safe_for_spreadsheets(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = LakeWriter(data / "lake", SAKURA)
    writer.add("b9", [event(9, Formula="=HYPERLINK(1)")])
    writer.flush()

    run(data, "--tenant", SAKURA, "--sql", 'select "Formula", record from events where record = 9', "--format", "csv")

    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["Formula", "record"], ["'=HYPERLINK(1)", "9"]]


def test_a_limit_shows_fewer_and_counts_all(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(data, "--tenant", SAKURA, "--text", "evil", "--limit", "1", "--format", "csv")

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert said.err.startswith("3 events were found; 1 of them are shown (--limit).\n")


def test_indicators_are_counted_one_by_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "list.txt").write_text("evil[.]com\nh1.evil.com\nhello\n")

    assert run(data, "--tenant", SAKURA, "--indicators", str(data / "list.txt"), "--format", "csv") == Exit.OK

    assert capsys.readouterr().err.splitlines() == [
        f"otasuke: {data / 'list.txt'}: 2 indicators",
        f"otasuke: {data / 'list.txt'}: line 3: 'hello' is no address, network, domain, hash or URL",
        "3 events were found.",
        "  3 evil.com",
        "  1 h1.evil.com",
        "Searched 3 events in 3 files, from 2026-11-23 21:00:00 to 2026-11-23 23:00:00 (JST).",
    ]


def test_a_rule_over_everybody_leaves_a_line_in_the_audit_log(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "rule.yml").write_text(RULE)

    assert run(data, "--across", "--reason", "has this ever happened?", "--rule", str(data / "rule.yml")) == Exit.OK

    said = capsys.readouterr()
    assert said.err.splitlines()[:4] == [
        "3 events were found.",
        "  3 PowerShell starts",
        "  2 of the tenant sakura",
        "  1 of the tenant fuji",
    ]
    assert said.out.count("PowerShell starts") == 3
    (line,) = [json.loads(line) for line in (data / "audit.jsonl").read_text().splitlines()]
    assert (line["reason"], line["tenants"], line["looked_for"]) == (
        "has this ever happened?",
        None,
        {"rule": [str(data / "rule.yml")]},
    )
    assert line["who"]


def test_sql_sees_the_tenant_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--tenant", FUJI, "--sql", "select tenant, record from events", "--format", "jsonl") == Exit.OK

    said = capsys.readouterr()
    assert json.loads(said.out) == {"tenant": FUJI, "record": 3}
    assert said.err == "1 row, from 1 event.\n"
    assert not (data / "audit.jsonl").exists()


def test_a_harmed_file_is_named_and_the_others_are_searched(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = next((data / "lake" / f"tenant={SAKURA}").glob("**/*.parquet"))
    file.write_bytes(b"x" * 50)

    assert run(data, "--tenant", SAKURA, "--text", "請求書", "--format", "csv") == Exit.UNWELL

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 3
    assert f"NOT searched, 1 event: {file}: " in said.err


def test_a_hunt_that_is_interrupted_says_what_it_covered(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("otasuke.lake.hunting.hunt._take", interrupted)

    assert run(data, "--tenant", SAKURA, "--text", "x") == Exit.INTERRUPTED
    assert "Interrupted: 3 of 3 files were not searched." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--text", "x"], Exit.USAGE, "whose events? Name one --tenant"),
        (["--tenant", "a", "--tenant", "b", "--text", "x"], Exit.USAGE, "several tenants are looked at only with --across"),
        (["--across", "--text", "x"], Exit.USAGE, "--across needs --reason"),
        (["--across", "--reason", " ", "--text", "x"], Exit.USAGE, "--across needs --reason"),
        (["--tenant", "../x", "--text", "x"], Exit.USAGE, "'../x' is no name of a tenant"),
        (["--tenant", "nobody", "--text", "x"], Exit.BAD_INPUT, "there are no events of nobody in"),
        (["--tenant", SAKURA], Exit.USAGE, "what should be looked for?"),
        (["--tenant", SAKURA, "--text", "x", "--rule", "r.yml"], Exit.USAGE, "a hunt has one question at a time"),
        (["--tenant", SAKURA, "--sql", "select 1", "A=b"], Exit.USAGE, "--sql stands alone"),
        (["--tenant", SAKURA, "--sql", "copy events to 'x'"], Exit.USAGE, "COPY is not allowed"),
        (["--tenant", SAKURA, "Image|contians=x"], Exit.USAGE, 'modifier "contians" is not known'),
        (["--tenant", SAKURA, "--indicators", "absent.txt"], Exit.BAD_INPUT, "cannot read 'absent.txt': No such file"),
        (["--tenant", SAKURA, "--rule", "absent.yml"], Exit.BAD_RULES, "no rules at 'absent.yml'"),
        (["--tenant", SAKURA, "--text", "x", "--since", "noon"], Exit.USAGE, "--since 'noon' is no time"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_words(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: Exit, words: str
) -> None:
    assert run(data, *arguments) == code
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_without_a_lake_it_says_where_it_looked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--tenant", SAKURA, "--text", "x") == Exit.BAD_INPUT
    assert f"there are no events in {tmp_path / 'lake'}" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_limit_is_at_least_one(data: Path, number: str) -> None:
    with pytest.raises(SystemExit):
        run(data, "--tenant", SAKURA, "--text", "x", "--limit", number)
