from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.advice.book import Shelf, UnfitBook
from otasuke.findings.sheets import SHIPPED, read_levels, read_sheets


def test_the_shipped_sheets_and_levels_can_be_read():
    assert read_sheets(SHIPPED / "advice").find(Shelf.DETECTOR, "beaconing", "ja")
    assert read_levels(SHIPPED / "severity.toml")


def test_a_folder_without_sheets_and_a_table_with_faults_are_refused(tmp_path: Path):
    with pytest.raises(UnfitBook):
        read_sheets(tmp_path)
    (tmp_path / "severity.toml").write_text("[[nothing]]\n")
    with pytest.raises(ValueError, match="severity"):
        read_levels(tmp_path / "severity.toml")
