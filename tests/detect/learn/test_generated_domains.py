from __future__ import annotations

import random
from datetime import timedelta

from detect.learn.cast import again, no_such_name, question, table_of
from otasuke.detect.learn.generated_domains import GeneratedDomains
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.observing import names

PC = "192.168.11.14"


def detector() -> GeneratedDomains:
    return GeneratedDomains(Learning(timedelta(0)))


def found(*lines: bytes) -> list[Learnt]:
    return detector().update(names(table_of(*lines)))


def made_up(count: int) -> list[str]:
    dice = random.Random(9)
    return ["".join(dice.choices("bcdfghjklmnpqrstvwxz", k=12)) + ".com" for _ in range(count)]


def test_many_domains_that_do_not_exist_and_nobody_can_speak_are_found() -> None:
    (one,) = found(*(no_such_name(timedelta(seconds=n), PC, name) for n, name in enumerate(made_up(30))))

    assert one.device == PC
    assert {fact.name: fact.value for fact in one.facts}["domains"] == "12"


def test_without_answers_more_are_needed() -> None:
    asked = [question(timedelta(seconds=n), PC, name) for n, name in enumerate(made_up(40))]

    assert found(*asked[:25]) == []
    assert len(found(*asked)) == 1


def test_mistyped_names_are_not_generated() -> None:
    lines = [no_such_name(timedelta(seconds=n), PC, f"kuronekoyamato{'a' * n}.co.jp") for n in range(30)]

    assert found(*lines) == []


def test_a_detector_goes_on_where_another_ended() -> None:
    lines = [no_such_name(timedelta(seconds=n), PC, name) for n, name in enumerate(made_up(30))]
    first = detector()
    first.update(names(table_of(*lines[:5])))

    rest = again(first, detector()).update(names(table_of(*lines[5:])))

    assert [one.id for one in rest] == [one.id for one in found(*lines)] != []
