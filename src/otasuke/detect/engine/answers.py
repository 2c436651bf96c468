"""Answers to what the kernel asks of values: many questions at a time, because a batch may ask hundreds of thousands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from otasuke.detect.engine.workspace import Workspace
from otasuke.detect.evaluate import value_test
from otasuke.detect.plan.compile import Plan


def answer_verdicts(
    plan: Plan, space: Workspace, atoms: npt.NDArray[np.int64], serials: npt.NDArray[np.int64], texts: Sequence[str]
) -> None:
    """Tell the kernel, question by question, whether the atom holds for the value with the serial and the text."""
    verdicts = np.zeros(len(atoms), dtype=np.int64)
    for atom in np.unique(atoms).tolist():
        asked = np.flatnonzero(atoms == atom)
        holds = value_test(plan.asked[atom])
        verdicts[asked] = [holds(texts[at]) for at in asked.tolist()]
    space.tell(serials, atoms, verdicts)
