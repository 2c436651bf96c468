"""Sheets as they are kept."""

from datetime import date

from otasuke.web.mornings.models import MorningSheet


def test_a_sheet_is_called_by_its_day() -> None:
    assert str(MorningSheet(day=date(2026, 11, 24))) == "2026-11-24"
