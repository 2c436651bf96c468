"""Reading incidents: see test_doing.py, where they are read as they are written."""

from __future__ import annotations

from otasuke.web.incidents.selectors import coded_like


def test_a_letter_alone_finds_nothing(database) -> None:
    assert coded_like("J", most=5) == []
    assert coded_like("J-ZZ", most=5) == []
