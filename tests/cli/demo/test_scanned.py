import re
from pathlib import Path

import pytest

from otasuke.cli.demo.scanned import show_recording


def test_the_recording_is_scanned_and_the_page_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()

    show_recording(logs)

    out = capsys.readouterr().out
    assert re.search(r"Found +1\d detections of \d+ rules: [4-9] critical, \d+ high", out)
    assert "3,027 in = 3,026 events + 1 Rejects" in out
    assert "パスワードの総当たり" in (tmp_path / "report.html").read_text()
    assert "Try next:" in out
