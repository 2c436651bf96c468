from __future__ import annotations

from typing import Any

import pytest

from otasuke.carrier.twin.script import Answer, Script, Trouble

NUMBER = "+819001234567"


def test_troubles_come_one_after_another_and_then_all_is_well() -> None:
    script = Script()
    script.fail(Trouble.TOO_MANY, Trouble.NONE, Trouble.SILENT)

    seen = [script.next_trouble() for _ in range(5)]

    assert seen == [Trouble.TOO_MANY, Trouble.NONE, Trouble.SILENT, Trouble.NONE, Trouble.NONE]


def test_people_do_one_thing_after_another_and_go_on_with_the_last() -> None:
    script = Script(usual=Answer("no-answer"))
    script.let(NUMBER, Answer("busy"), Answer(keys="1"))

    assert [script.next_answer(NUMBER).outcome for _ in range(3)] == ["busy", "answers", "answers"]
    assert script.next_answer("+81").outcome == "no-answer"


def test_another_process_tells_it() -> None:
    script = Script()

    script.learn({"troubles": ["silent-after-accepting"], "people": {NUMBER: [{"outcome": "failed"}]}})

    assert script.next_trouble() is Trouble.SILENT_AFTER_ACCEPTING
    assert not script.is_reached(NUMBER)
    assert script.is_reached("+81")


@pytest.mark.parametrize(
    "told",
    [
        {"troubles": ["earthquake"]},
        {"troubles": 1},
        {"troubles": "429"},
        {"people": {NUMBER: [{"mood": "bad"}]}},
        {"people": {NUMBER: [1]}},
    ],
)
def test_what_it_does_not_understand_it_refuses_as_a_whole(told: dict[str, Any]) -> None:
    script = Script()

    with pytest.raises((ValueError, TypeError)):
        script.learn({"troubles": ["429"], **told})

    assert script.next_trouble() is Trouble.NONE
