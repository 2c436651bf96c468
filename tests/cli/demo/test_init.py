import re
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main


def test_the_demo_tells_the_story_and_writes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    exit_code = main(["demo"])

    out = capsys.readouterr().out
    page = (tmp_path / "otasuke-demo" / "report.html").read_text()
    assert exit_code == Exit.OK
    assert re.search(r"Found +1\d detections of \d+ rules: [4-9] critical, \d+ high", out)
    assert "3,027 in = 3,026 events + 1 Rejects" in out
    assert "パスワードの総当たり" in page
    assert "Try next:" in out


def test_where_nothing_can_be_written_it_uses_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    exit_code = main(["demo", "--out", str(tmp_path / "file" / "x")])

    assert exit_code == Exit.OK
    assert "cannot write to" in capsys.readouterr().err
    assert list(tmp_path.glob("otasuke-demo-*/report.html"))
