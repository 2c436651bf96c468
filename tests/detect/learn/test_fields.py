from __future__ import annotations

from datetime import timedelta

import pytest

from detect.learn.cast import flow, table_of
from otasuke.detect.learn import inventory, people, tables
from otasuke.detect.learn.fields import FIELDS
from otasuke.detect.learn.observing import observe


class Noting(str):
    """A beginning of names of columns that notes what is put behind it."""

    noted: set[str]

    def __add__(self, name: str) -> str:
        self.noted.add(name)
        return super().__add__(name)


def test_these_are_the_fields_that_the_detectors_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    beginning = Noting(tables.FIELD)
    beginning.noted = set()
    for module in (tables, people, inventory):
        monkeypatch.setattr(module, "FIELD", beginning)

    observe(table_of(flow(timedelta(0), "192.168.11.14", "141.98.10.60")))

    assert beginning.noted == FIELDS
