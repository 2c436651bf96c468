"""How far journals were read."""

from __future__ import annotations

from otasuke.web.flows.models import ReadUntil


def test_it_names_the_journal_and_the_number() -> None:
    assert str(ReadUntil(journal="detections", number=7)) == "detections 7"
