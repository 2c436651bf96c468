from __future__ import annotations

import re
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["demo", *arguments]) == Exit.OK
    return capsys.readouterr().out


def test_a_story_is_told_with_its_timeline_and_the_three_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    out = told(capsys, "--story", "1", "--out", str(tmp_path))

    assert "やつで金属" in out
    assert re.search(r"09:26:\d\d +黄 +KENSA-XP", out)
    assert "赤 いますぐ電話" in out
    assert "その前の15日は静かでした" in out
    assert "最初の知らせ 9:26" in out
    assert all(part in out for part in ("何が起きたか", "仕事は続けてよいか", "いま何をするか", "06-0000-0119"))
    assert (tmp_path / "story-1" / "yatsude" / "eve.json").is_file()


def test_the_same_story_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    out = told(capsys, "--story", "1", "--lang", "en", "--out", str(tmp_path))

    assert "Yatsude Metalworks" in out
    assert "What to do now" in out
    assert "call now" in out


def test_there_are_four_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--story", "5", "--out", str(tmp_path)]) == Exit.USAGE
    assert "4: Mails about bonuses" in capsys.readouterr().err
