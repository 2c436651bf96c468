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


def test_a_story_is_written_as_a_page_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "--story", "2", "--out", str(tmp_path), "--html", str(tmp_path / "story.html"))

    assert "<h1>だれにも聞かずにつないだ、自分のiPhone</h1>" in (tmp_path / "story.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "no-folder" / "story.html"

    assert main(["demo", "--story", "2", "--out", str(tmp_path), "--html", str(page)]) == Exit.BAD_INPUT
    assert "cannot write" in capsys.readouterr().err


def test_a_company_with_only_a_utm_is_told_what_it_sees_and_odd_sensors_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, "--story", "1", "--sensors", "fortigate", "--out", str(tmp_path))

    assert "ウイルスを見つけたが止めていない" in out
    assert [path.name for path in (tmp_path / "story-1" / "yatsude").iterdir()] == ["FGT-40F.log"]
    with pytest.raises(SystemExit):
        main(["demo", "--story", "1", "--sensors", "edr"])
    assert "'edr' is none of pc, suricata" in capsys.readouterr().err


def test_where_no_sensor_sees_it_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "story.html"

    out = told(capsys, "--story", "1", "--sensors", "nas", "--out", str(tmp_path), "--html", str(page))

    assert "知らせはありません" in out
    assert "窓口に見えるもの" not in out
    assert "知らせはありません" in page.read_text("utf-8")


def test_what_is_for_a_story_is_refused_without_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--html", "x.html"]) == Exit.USAGE
    assert "--story" in capsys.readouterr().err


def test_another_seed_is_another_company_in_a_folder_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, "--story", "2", "--seed", "3", "--out", str(tmp_path))

    assert "やつで金属" not in out
    assert (tmp_path / "story-2-3").is_dir()
