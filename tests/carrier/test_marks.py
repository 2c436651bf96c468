from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from otasuke.carrier import Text
from otasuke.carrier.marks import has_mark, mark_of, marked
from otasuke.carrier.segments import segments

REFERENCES = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)


@given(REFERENCES)
def test_a_mark_is_short_and_has_no_letters_that_are_misread(reference: str) -> None:
    assert re.fullmatch("#[0-9A-HJKMNP-TV-Z]{6}", mark_of(reference))


@given(REFERENCES, REFERENCES)
def test_a_text_has_the_mark_of_its_reference_and_of_no_other(reference: str, other: str) -> None:
    words = marked(Text("090-1234-5678", "こんにちは ", reference))

    assert has_mark(words, reference)
    assert has_mark("Sent from your trial account - " + words, reference)
    assert has_mark(words, other) == (reference == other)


def test_the_mark_of_what_was_sent_before_an_update_is_known_after_it() -> None:
    assert mark_of("text-1") == "#0NZKGD"


def test_a_mark_costs_eight_letters() -> None:
    assert segments(marked(Text("090-1234-5678", "あ" * 62, "r"))) == 1
    assert segments(marked(Text("090-1234-5678", "あ" * 63, "r"))) == 2
