"""What advice speaks of, as data."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.happening import Happening, LogKind
from otasuke.web.alerts.happenings import clean, kept, rebuilt

HAPPENING = Happening(
    level="high",
    rule="r1",
    tags=("attack.t1204",),
    log=LogKind("windows", "process_creation"),
    time=datetime(2026, 11, 20, 3, tzinfo=UTC),
    device="KEIRI-02",
    person="sato",
    counterpart="evil.example",
    blocked=True,
    known_as={"KEIRI-02": "経理のパソコン"},
)


def test_it_comes_back_as_it_was_kept_with_the_names_of_today() -> None:
    content = json.loads(json.dumps(kept(HAPPENING)))

    assert rebuilt(content, known_as={"KEIRI-02": "経理のパソコン"}) == HAPPENING
    assert "経理" not in json.dumps(content, ensure_ascii=False)


@given(st.text(max_size=600))
def test_what_is_clean_can_be_kept_by_a_database_and_is_short(text: str) -> None:
    found = clean(text)

    assert "\0" not in found
    assert len(found) <= 400
    found.encode()


def test_half_a_surrogate_pair_and_lists_are_clean_too() -> None:
    assert clean(["a\ud800", ("b\0",)]) == ["a?", ["b\N{REPLACEMENT CHARACTER}"]]
