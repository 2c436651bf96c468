from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.plan.keywords import GRAM, grams, group_keywords, keyword_literal, samples, spellings, step_of
from otasuke.detect.rule import Null, Regex, Test, Text, Wildcard
from otasuke.events import LogSource

MANY = Wildcard.MANY
_LITERALS = st.text("abc-1 ", min_size=GRAM, max_size=20).map(str.encode)
_COMMON = st.dictionaries(st.text("abc-1 ", min_size=GRAM, max_size=GRAM).map(str.encode), st.integers(0, 50))


@pytest.mark.parametrize(
    ("test", "literal"),
    [
        (Text((MANY, "mimikatz", MANY)), b"mimikatz"),
        (Text(("net", MANY, "localgroup")), b"localgroup"),
        (Text(("Cased",), cased=True), b"cased"),
        (Text(("管理者admin",)), b"admin"),
        (Text(("管理者",)), b""),
        (Text((MANY,)), b""),
        (Regex("Net.*Group"), b"group"),
        (Regex("a|b"), b""),
        (Null(), b""),
    ],
)
def test_the_literal_of_a_keyword_is_the_longest_run_of_ascii(test: Test, literal: bytes) -> None:
    assert keyword_literal(test) == literal


def test_a_literal_is_spelt_as_in_a_value_and_as_json_writes_it() -> None:
    assert spellings(b"whoami") == {b"whoami"}
    assert spellings(b'c:\\"x') == {b'c:\\"x', b'c:\\\\\\"x'}


@given(st.lists(_LITERALS, min_size=1, max_size=4), st.binary(max_size=15), _COMMON)
def test_sampling_at_every_step_th_place_meets_each_keyword_wherever_it_stands(
    literals: list[bytes], before: bytes, common: dict[bytes, int]
) -> None:
    step = step_of(literals)

    for literal in literals:
        text = before + literal.upper() + bytes(step)
        met = {(text[at : at + GRAM].lower(), at) for at in range(0, len(text) - GRAM + 1, step)}
        wanted = {
            (literal[one.offset : one.offset + GRAM], len(before) + one.offset)
            for one in samples(literal, step, common)
        }
        assert met & wanted


@given(_LITERALS, _COMMON)
def test_a_sample_is_its_gram_with_the_bit_of_lower_case_set_everywhere(
    literal: bytes, common: dict[bytes, int]
) -> None:
    for one in samples(literal, step_of([literal]), common):
        gram = literal.upper()[one.offset : one.offset + GRAM]
        assert one.gram == int.from_bytes(bytes(byte | 0x20 for byte in gram), "little")


def test_the_least_common_grams_are_sampled() -> None:
    common = {b"aaaa": 90, b"aaab": 90, b"aabc": 1, b"abcd": 1}

    assert [one.offset for one in samples(b"aaaa123", 2, {b"aaaa": 90})] == [1, 2]
    assert [one.offset for one in samples(b"aaaabcd", 2, common)] == [2, 3]


@pytest.mark.parametrize(
    ("literals", "step"),
    [([], 1), ([b"abc"], 1), ([b"abcd"], 1), ([b"abcdefgh", b"abcdef"], 3), ([b"ab", b"abcdef"], 3), ([b"x" * 99], 12)],
)
def test_the_shortest_keyword_that_can_be_sampled_decides_the_step(literals: list[bytes], step: int) -> None:
    assert step_of(literals) == step


def test_grams_are_all_runs_of_four_bytes() -> None:
    assert grams(b"abcdef") == [b"abcd", b"bcde", b"cdef"]
    assert grams(b"abc") == []


SOURCES = (LogSource("linux", None, "auth"), LogSource("linux", None, "cron"), LogSource("windows"))
LONG, SHORT = b"mimikatz.exe", b"root"


def test_the_few_long_keywords_of_a_product_go_together() -> None:
    groups = group_keywords([(0, 0), (1, 1), (2, 2)], dict.fromkeys(range(3), LONG), SOURCES)

    assert groups == [({0, 1}, {0, 1}), ({2}, {2})]


def test_short_keywords_keep_to_their_log_source() -> None:
    groups = group_keywords([(0, 0), (1, 1), (2, 0)], {0: SHORT, 1: SHORT, 2: LONG}, SOURCES)

    assert groups == [({0}, {0}), ({2}, {0}), ({1}, {1})]


def test_many_long_keywords_have_a_pass_of_their_own() -> None:
    wanted = [(atom, 0) for atom in range(25)] + [(25, 1)]

    groups = group_keywords(wanted, dict.fromkeys(range(26), LONG), SOURCES)

    assert groups == [(set(range(25)), {0}), ({25}, {1})]
