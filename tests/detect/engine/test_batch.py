"""One batch: what a line is, what Python is asked, and what is left aside."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from compiled import kernel
from detect.rules import event, load, rule_text
from otasuke.detect.engine.batch import BatchMatcher, Outcome
from otasuke.detect.engine.classes import MAX_KEY_BYTES, ClassStore
from otasuke.detect.engine.workspace import Sizes, Workspace
from otasuke.detect.evaluate import holds
from otasuke.detect.plan.compile import compile_plan
from otasuke.events import MOST_VALUES, Event, LogSource
from otasuke.events.shape import Class, Keys, Shape

IMAGE = "s:\n  Image|endswith: .exe\ncondition: s"
PATTERN = "s:\n  Image|re: ^a.*[^x]z$\ncondition: s"
KEYWORDS = "s:\n  - word\n  - and\ncondition: s"
HIT = b'{"kind":"windows","Image":"a.exe"}'
MISS = b'{"kind":"windows","Image":"a.dll"}'


def classify(keys: Keys) -> Class:
    return Class((LogSource(keys[0]),))


SHAPE = Shape(name="sample", keys=("kind",), classify=classify)


def matcher(*detections: str, shape: Shape = SHAPE, **sizes: Any) -> BatchMatcher:
    texts = [rule_text(detection, head=f"id: rule-{number}\n") for number, detection in enumerate(detections)]
    plan = compile_plan(load(*texts).rules)
    chosen = Sizes(**sizes)
    assert plan.rules == len(detections)
    rules = load(*texts).rules
    return BatchMatcher(
        shape,
        plan=plan,
        kernel=kernel(),
        space=Workspace(plan, chosen),
        classes=ClassStore(plan, chosen),
        decide=lambda number, found: holds(rules[number].condition, found.fields),
        most_values=MOST_VALUES,
    )


def read(_: int, line: bytes) -> Event | None:
    fields = SHAPE.fields_of(orjson.loads(line))
    return event(fields, *SHAPE.class_of(fields).logsources)


def match(one: BatchMatcher, data: bytes) -> Outcome:
    return one.match(data, 0, len(data), read)


def lines_of(outcome: Outcome, data: bytes) -> list[bytes]:
    return [data[start:end] for start, end in outcome.spans.tolist()]


def pairs_of(outcome: Outcome) -> list[tuple[int, int]]:
    return sorted((line, number) for line, number in outcome.pairs.tolist())


def test_blank_lines_are_no_lines() -> None:
    data = b"\n\n" + MISS + b"\n \t \n\r\n" + HIT + b"\n\n"

    outcome = match(matcher(IMAGE), data)

    assert [line.strip() for line in lines_of(outcome, data)] == [MISS, HIT]
    assert (pairs_of(outcome), outcome.odd, outcome.consumed) == ([(1, 0)], (), len(data))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_lines_end_as_on_linux_or_as_on_windows_and_the_last_one_with_the_batch(ending: bytes) -> None:
    outcome = match(matcher(IMAGE), ending.join([HIT, MISS, HIT]))

    assert (pairs_of(outcome), outcome.odd) == ([(0, 0), (2, 0)], ())


@pytest.mark.parametrize("data", [b"\n", b" \r\n\t", b"\n\n\n"])
def test_blanks_alone_are_read_and_hold_no_line(data: bytes) -> None:
    outcome = match(matcher(IMAGE), data)

    assert (len(outcome.spans), len(outcome.pairs), outcome.consumed) == (0, 0, len(data))


def test_only_the_part_that_is_asked_for_is_matched() -> None:
    data = HIT + b"\n" + MISS + b"\n" + HIT + b"\n" + HIT
    start, end = len(HIT) + 1, len(data) - len(HIT)

    outcome = matcher(IMAGE).match(data, start, end, read)

    assert lines_of(outcome, data[start:]) == [MISS, HIT]
    assert (pairs_of(outcome), outcome.consumed) == ([(1, 0)], end - start)


def test_a_line_may_need_one_answer_after_the_other_and_the_next_batch_none_of_them() -> None:
    one = matcher(IMAGE, PATTERN)
    data = b'{"kind":"windows","Image":"a and z"}\n{"kind":"windows","Image":"a and xz"}'

    first = match(one, data)
    answers = one.answers
    second = match(one, data)

    assert answers == 4  # the class of each line, then each value
    assert one.answers == answers
    assert pairs_of(first) == pairs_of(second) == [(0, 1)]


def test_keywords_are_decided_from_the_whole_event() -> None:
    one = matcher(KEYWORDS)

    outcome = match(
        one, b'{"kind":"windows","a":"a WORD","b":1}\n{"kind":"windows","word":"a"}\n{"kind":"linux","a":"word"}'
    )

    assert (pairs_of(outcome), outcome.odd) == ([(0, 0)], ())


def test_a_line_with_a_longer_key_than_is_kept_is_odd() -> None:
    longest, longer = (b'{"kind":"%b","Image":"a.exe"}' % (b"k" * size) for size in (MAX_KEY_BYTES, MAX_KEY_BYTES + 1))

    outcome = match(matcher(IMAGE), b"\n".join([longest, longer, HIT]))

    assert (pairs_of(outcome), outcome.odd) == ([(2, 0)], (1,))


@pytest.mark.parametrize(
    "line", [b"{", b"null", b"[]", b'{"kind":"windows"} {}', b'{"kind":"\xff"}', b'{"kind":"\\ud800"}']
)
def test_a_line_that_the_kernel_cannot_read_is_odd_and_spoils_no_other(line: bytes) -> None:
    one = matcher(IMAGE)

    outcome = match(one, b"\n".join([HIT, line, HIT]))

    assert (pairs_of(outcome), outcome.odd) == ([(0, 0), (2, 0)], (1,))
    assert (one.lines, one.odd_lines) == (3, 1)


def test_a_batch_with_more_lines_than_fit_is_read_up_to_where_it_says() -> None:
    data = b"\n".join([HIT, MISS, HIT])

    outcome = match(matcher(IMAGE, lines=2), data)
    rest = data[outcome.consumed :]

    assert (pairs_of(outcome), lines_of(outcome, data)) == ([(0, 0)], [HIT, MISS])
    assert rest.strip() == HIT


def test_more_hits_than_the_table_holds_are_all_found_once() -> None:
    outcome = match(matcher(IMAGE, IMAGE, hits=2), b"\n".join([HIT] * 5))

    assert pairs_of(outcome) == [(line, number) for line in range(5) for number in range(2)]


def test_a_line_that_needs_more_than_the_tables_hold_is_odd() -> None:
    line = b'{"kind":"windows","Image":[%b"a.exe"]}' % (b'"x",' * 50)

    outcome = match(matcher(IMAGE, tokens=9), b"\n".join([HIT, line, HIT]))

    assert (pairs_of(outcome), outcome.odd) == ([(0, 0), (2, 0)], (1,))


def test_a_field_that_only_a_later_class_copies_is_found_from_then_on() -> None:
    def with_copies(keys: Keys) -> Class:
        return Class((LogSource("windows"),), {"Image": "NewProcessName"} if keys[0] == "copies" else {})

    one = matcher(IMAGE, shape=Shape(name="copying", keys=("kind",), classify=with_copies))
    lines = [b'{"kind":"%b","NewProcessName":"a.exe"}' % kind for kind in (b"plain", b"copies", b"plain", b"copies")]

    outcome = match(one, b"\n".join(lines))

    assert pairs_of(outcome) == [(1, 0), (3, 0)]


def test_a_shape_without_keys_has_one_class() -> None:
    one = matcher(IMAGE, shape=Shape(name="keyless", keys=(), classify=lambda _: Class((LogSource("windows"),))))

    outcome = match(one, HIT + b"\n" + MISS)

    assert (pairs_of(outcome), outcome.odd, one.answers) == ([(0, 0)], (), 0)


def many(count: int) -> bytes:
    """A line with a list of this many values, of which the last two match PATTERN."""
    return orjson.dumps({"kind": "windows", "Image": [*(f"ba{number}z" for number in range(count - 2)), "a1z", "a2z"]})


def test_a_line_that_asks_more_than_there_is_room_for_is_decided_all_the_same() -> None:
    one = matcher(
        "s:\n  Image|re: '^a.*[^x]z$'\ncondition: s", "s:\n  Image|re: '^.*1z$'\ncondition: not s", verdicts=4, asks=4
    )

    outcome = match(one, b"\n".join([many(900), HIT, many(800)]))

    assert (pairs_of(outcome), outcome.odd) == ([(0, 0), (1, 1), (2, 0)], ())


def test_a_line_that_asks_too_much_and_that_nobody_can_read_is_odd() -> None:
    one = matcher(PATTERN, verdicts=4, asks=4)
    data = b"\n".join([many(900).replace(b'"a', b'"ba'), HIT.replace(b"a.exe", b"b.exe")])

    outcome = one.match(data, 0, len(data), lambda *_: None)

    assert (pairs_of(outcome), outcome.odd) == ([], (0,))


def test_a_line_with_more_values_than_a_record_may_have_is_left_to_its_normaliser() -> None:
    outcome = match(matcher(PATTERN), b"\n".join([many(MOST_VALUES), many(MOST_VALUES - 1)]))

    assert (pairs_of(outcome), outcome.odd) == ([(1, 0)], (0,))
