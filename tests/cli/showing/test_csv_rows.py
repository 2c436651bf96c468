import csv
import io
from collections.abc import Callable

import pytest

from otasuke.cli.showing.csv_rows import COLUMNS, write_csv
from otasuke.cli.showing.report import Report

Make = Callable[..., Report]


def rows_of(report: Report) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_csv(report.findings, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_a_row_has_every_column(report: Make) -> None:
    (row,) = rows_of(report())

    assert tuple(row) == COLUMNS
    assert row["time"] == "2026-04-01T12:00:00.000000Z"
    assert row["matched"] == "Field: x (*x*)"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "  =1", "＝1"])
def test_no_cell_is_a_formula(report: Make, text: str) -> None:
    (row,) = rows_of(report(text=text))

    assert not row["computer"].lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_a_value_stays_in_its_cell(report: Make) -> None:
    (row,) = rows_of(report(text='a,"b"\r\nc'))

    assert row["computer"] == 'a,"b"\\r\\nc0'
