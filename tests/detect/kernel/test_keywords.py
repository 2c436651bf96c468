"""Keywords in lines: however they are written, wherever they stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for
from detect.engine.lines import CONTEXT
from detect.rules import event, rule
from otasuke.detect.engine.engine import Engine
from otasuke.detect.evaluate import matches
from otasuke.normalise.windows.flat import FLAT, flat_event

LONG = ("mimikatz.exe", 'a "quoted\\path"', "lines\nbroken\there", "Invoke-Expression")
SHORT = ("x1", 'q"', "é", "日本", "k")
RULES = [rule(f"s:\n  - {json.dumps(word)}\ncondition: s") for word in (*LONG, *SHORT)]
REGEX = rule("s:\n  '|re': 'mimi[a-z]+z'\ncondition: s")
HEAD = {"Channel": "System", "EventID": 1}

SHORT_RULE = rule("keywords:\n  - 'x!'\n  - 'abcd'\ncondition: keywords")


def found(engine: Engine, line: bytes) -> list[int]:
    hits = engine.match_lines(FLAT, line, lambda line: flat_event(json.loads(line), CONTEXT, 0))
    return [number for _, number in hits.pairs.tolist()]


@pytest.mark.parametrize("before", range(14))
@pytest.mark.parametrize("number", range(len(LONG)))
def test_a_long_keyword_is_met_wherever_it_begins(before: int, number: int) -> None:
    line = json.dumps({**HEAD, "any": "." * before + LONG[number].upper() + "."}).encode()

    assert found(engine_for(RULES[: len(LONG)]), line) == [number]


@given(
    st.lists(st.sampled_from((*LONG, *SHORT, "mimi", ".", "\u212a", "İ", "K", "\\", '"', "\n")), max_size=5),
    st.booleans(),
)
def test_keywords_are_found_as_the_reference_finds_them(pieces: list[str], ensure_ascii: bool) -> None:
    line = json.dumps({**HEAD, "any": "".join(pieces), "list": pieces}, ensure_ascii=ensure_ascii).encode()
    rules = [*RULES, REGEX]
    one = flat_event(json.loads(line), CONTEXT, 0)

    assert found(engine_for(rules), line) == [number for number, each in enumerate(rules) if matches(each, one)]


@pytest.mark.parametrize(
    "written",
    ["mimikatz\\u002eexe", "m\\u0069mikatz.exe", "MIMI\\u212aATZ.EXE", "\\/mimikatz.exe", "mimi\u212aatz.exe"],
)
def test_unusual_spellings_hide_no_keyword(written: str) -> None:
    line = f'{{"Channel":"System","EventID":1,"any":"{written}"}}'.encode()

    assert found(engine_for(RULES), line) == [0, 8]


@pytest.mark.parametrize("number", ["1000.0", "1e3", "1.0e3"])
def test_a_number_is_a_keyword_in_the_text_that_it_has_in_fields(number: str) -> None:
    line = f'{{"Channel":"System","EventID":1,"any":{number}}}'.encode()

    assert found(engine_for([rule("s:\n  - '1000.0'\ncondition: s")]), line) == [0]


def test_names_of_fields_are_no_values() -> None:
    assert found(engine_for(RULES[:1]), b'{"Channel":"System","EventID":1,"mimikatz.exe":"x"}') == []


def test_a_keyword_that_could_be_anything_is_asked_of_every_event() -> None:
    rules = [rule("s:\n  - '?'\ncondition: s"), rule("s:\n  - mimikatz\ncondition: not s")]
    events = [event({"f": "x"}), event({"f": "mimikatz"}), event({"f": ""})]

    assert engine_for(rules).match_events(events).pairs.tolist() == [[0, 0], [0, 1], [1, 0], [2, 1]]


@pytest.mark.parametrize(("value", "expected"), [("ax!b", 1), ("ABCDE", 1), ("abc", 0), ("x", 0)])
def test_short_keywords_are_found_too(value: str, expected: int) -> None:
    assert len(engine_for([SHORT_RULE]).match_events([event({"Anything": value})]).pairs) == expected
