"""Keywords are found wherever they stand in a value, however the line spells them."""

from __future__ import annotations

import pytest

from compiled import engine_for
from detect.rules import event, rule

LONG = rule("keywords:\n  - 'sekurlsa::logonpasswords'\n  - 'C:\\Temp\\evil \"tool\"'\ncondition: keywords")
SHORT = rule("keywords:\n  - 'x!'\n  - 'abcd'\ncondition: keywords")


@pytest.mark.parametrize("shift", range(14))
def test_a_keyword_is_found_at_every_distance_from_the_samples(shift: int) -> None:
    evil = event({"Anything": "." * shift + "Sekurlsa::LogonPasswords"})

    assert len(engine_for([LONG]).match_events([evil]).pairs) == 1


@pytest.mark.parametrize(
    "value", ['run C:\\Temp\\Evil "tool" now', '\u0001 C:\\Temp\\evil "tool"', '漢字C:\\temp\\EVIL "TOOL"']
)
def test_backslashes_quotes_and_escapes_do_not_hide_a_keyword(value: str) -> None:
    assert len(engine_for([LONG]).match_events([event({"Anything": value})]).pairs) == 1


@pytest.mark.parametrize(("value", "expected"), [("ax!b", 1), ("ABCDE", 1), ("abc", 0), ("x", 0)])
def test_short_keywords_are_found_too(value: str, expected: int) -> None:
    assert len(engine_for([SHORT]).match_events([event({"Anything": value})]).pairs) == expected


def test_a_field_name_is_no_value() -> None:
    assert len(engine_for([SHORT]).match_events([event({"abcd": "nothing"})]).pairs) == 0
