from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main


def test_the_folder_of_something_else_is_refused_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").touch()

    assert main(["demo", "--data", str(tmp_path)]) == Exit.USAGE
    assert "holds something that is no demo" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "7201", "some"])
def test_a_number_of_companies_that_cannot_be_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--companies", number])

    assert "is no number from 1 to 7200" in capsys.readouterr().err


def test_where_a_story_cannot_be_written_it_uses_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    exit_code = main(["demo", "--story", "1", "--sensors", "nas", "--out", str(tmp_path / "file" / "x")])

    assert exit_code == Exit.OK
    assert "cannot write to" in capsys.readouterr().err
    assert list(tmp_path.glob("otasuke-demo-*/story-1"))
