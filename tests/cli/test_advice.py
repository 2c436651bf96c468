import json
import shutil
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main

BOOK = Path(__file__).parents[2] / "rules" / "advice"
BACKUPS = "5d40c7e9-b3f2-4a18-9c6d-e07b28f1a665"


def test_the_advice_of_a_rule_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["advice", BACKUPS, "--device", "KEIRI-02", "--time", "2026-11-24T09:42"])

    out = capsys.readouterr().out
    assert exit_code == Exit.OK
    assert out.startswith("赤  いますぐ電話\n元にもどすための控えが消されました\n")
    assert "1. 何が起きたか: 「KEIRI-02」で、" in out
    assert "11月24日（火）9:42" in out


def test_the_advice_of_a_technique_is_printed_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    main(["advice", "--technique", "T1059.001", "--lang", "en", "--blocked"])

    out = capsys.readouterr().out
    assert out.startswith("緑  stopped\n")
    assert "1. What happened: " in out


def test_a_detector_is_known_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    main(["advice", "new-device", "--format", "json"])

    record = json.loads(capsys.readouterr().out)
    assert (record["shelf"], record["colour_word"]) == ("detectors", "今日中に")


def test_readings_stand_behind_their_kanji(capsys: pytest.CaptureFixture[str]) -> None:
    main(["advice", "--technique", "T1110", "--furigana"])

    assert "何度《なんど》" in capsys.readouterr().out


def test_the_check_counts_how_rules_are_covered(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["advice", "check", rules])

    out, err = capsys.readouterr()
    assert exit_code == Exit.OK
    assert "3 rules, rendered in Japanese and English:" in out
    assert " 0 faults" in err


def test_the_check_names_file_and_line_of_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(BOOK, tmp_path / "advice")
    sheet = tmp_path / "advice" / "tactics" / "impact.ja.md"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("攻撃なら", "マルウェアなら"), encoding="utf-8")

    exit_code = main(["advice", "check", "--book", str(tmp_path / "advice")])

    assert exit_code == Exit.BAD_RULES
    assert capsys.readouterr().out == f"{sheet}:12: 'マルウェア' is not plain; say '悪いプログラム'\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["advice"], "name a rule, or a technique or tactic"),
        (["advice", "a", "b"], "one rule at a time"),
        (["advice", "no-such-rule"], "no rule, detector or indicator is called 'no-such-rule'"),
        (["advice", "x", "--book", "nowhere"], "no advice at 'nowhere'"),
        (["advice", "--technique", "T1110", "--time", "noon"], "--time 'noon' is no time"),
    ],
)
def test_what_can_be_mended_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(arguments)

    assert exit_code in (Exit.USAGE, Exit.BAD_INPUT)
    assert words in capsys.readouterr().err


def test_an_empty_folder_is_no_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["advice", "--technique", "T1110", "--book", str(tmp_path)])

    assert exit_code == Exit.BAD_RULES
    assert "logsources/any.ja.md:1: it is missing" in capsys.readouterr().err
