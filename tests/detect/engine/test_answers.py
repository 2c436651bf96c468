"""What the kernel is told of values."""

from __future__ import annotations

import numpy as np

from detect.rules import load, rule_text
from otasuke.detect.engine.answers import answer_verdicts
from otasuke.detect.engine.workspace import Sizes, Workspace
from otasuke.detect.kernel.layout import VERDICT_WAYS
from otasuke.detect.plan.compile import compile_plan

RULES = load(rule_text("s:\n  A|re: '^[0-9]+$'\n  B|cased: Exact\ncondition: s")).rules


def test_every_question_in_the_table_gets_its_own_answer() -> None:
    plan = compile_plan(RULES)
    space = Workspace(plan, Sizes(verdicts=VERDICT_WAYS))
    digits, exact = sorted(plan.asked)
    space.tables["verdicts"][:, :2] = [[7, digits], [8, digits], [9, exact], [10, exact]]

    answer_verdicts(
        plan, space, np.array([exact, digits, digits, exact]), np.array([9, 8, 7, 10]), ["Exact", "12", "1x", "exact"]
    )

    assert space.tables["verdicts"][:, 2].tolist() == [0, 1, 1, 0]


def test_a_question_that_gave_way_to_another_is_passed_over() -> None:
    plan = compile_plan(RULES)
    space = Workspace(plan, Sizes(verdicts=VERDICT_WAYS))
    atom = min(plan.asked)

    answer_verdicts(plan, space, np.array([atom]), np.array([5]), ["12"])

    assert not space.tables["verdicts"].any()
