"""What is wrong with lists is said in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicating.shelf import plain_errors
from otasuke.cli.main import main
from otasuke.detect.indicators.lists import BadList
from otasuke.pipeline.indicators.building import TooManyIndicators
from otasuke.pipeline.indicators.shelf import ShelfError
from pipeline.indicators.shelves import put, shelf_in


@pytest.mark.parametrize(
    ("error", "message", "exit_code"),
    [
        (PermissionError(13, "no", "/x"), "/x is not for you", Exit.UNWELL),
        (OSError(28, "no space"), "no space", Exit.UNWELL),
        (ShelfError("it is damaged"), "it is damaged", Exit.UNWELL),
        (TooManyIndicators("4 are more than 3"), "too many indicators: 4 are more than 3", Exit.BAD_INPUT),
        (BadList("it is none"), "cannot be used any more: it is none", Exit.BAD_INPUT),
    ],
)
def test_errors_become_words(error: Exception, message: str, exit_code: Exit) -> None:
    with pytest.raises(CliError) as raised, plain_errors():
        raise error

    assert message in raised.value.message
    assert raised.value.exit_code == exit_code


def test_a_damaged_catalogue_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(shelf_in(tmp_path), "feed", b"evil.com\n")
    (tmp_path / "indicators" / "lists.json").write_bytes(b"{")

    assert main(["indicators", "list", "--data", str(tmp_path)]) == Exit.UNWELL
    assert "the catalogue of the lists is damaged" in capsys.readouterr().err
