"""How the twin behaves: what goes wrong with requests, and what people do when their telephone rings."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

Outcome = Literal["answers", "busy", "no-answer", "failed"]


class Trouble(Enum):
    """What goes wrong with one request to take a text or a call. NONE: nothing."""

    NONE = "none"
    SILENT_AFTER_ACCEPTING = "silent-after-accepting"
    SILENT = "silent"
    BROKEN_AFTER_ACCEPTING = "500-after-accepting"
    BROKEN = "500"
    TOO_MANY = "429"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody does when he is called. after_s: so long it rings. keys: what he presses, one each time he is asked.

    A text to him is delivered, unless the outcome is `failed`.
    """

    outcome: Outcome = "answers"
    after_s: float = 0.0
    keys: str = ""


class Script:
    """Safe for threads."""

    def __init__(self, usual: Answer = Answer(after_s=3.0, keys="1")) -> None:
        self._lock = threading.Lock()
        self._usual = usual
        self._troubles: deque[Trouble] = deque()
        self._people: dict[str, deque[Answer]] = {}

    def fail(self, *troubles: Trouble) -> None:
        """What happens to the next requests, one after another; then all is well."""
        with self._lock:
            self._troubles.extend(troubles)

    def let(self, number: str, *answers: Answer) -> None:
        """What is done at this number (E.164), call by call; the last one stays."""
        with self._lock:
            self._people[number] = deque(answers)

    def next_trouble(self) -> Trouble:
        """What happens to this request."""
        with self._lock:
            return self._troubles.popleft() if self._troubles else Trouble.NONE

    def next_answer(self, number: str) -> Answer:
        """What is done with this call."""
        with self._lock:
            answers = self._people.get(number)
            if not answers:
                return self._usual
            return answers.popleft() if len(answers) > 1 else answers[0]

    def is_reached(self, number: str) -> bool:
        """Whether a text comes through."""
        with self._lock:
            answers = self._people.get(number)
        return not answers or answers[0].outcome != "failed"

    def learn(self, told: Mapping[str, Any]) -> None:
        """Take what another process tells: {"troubles": ["429"], "people": {"+81…": [{"outcome": "busy"}]}}. Raises ValueError, TypeError."""
        troubles = [Trouble(one) for one in _sequence(told.get("troubles", ()))]
        people = {
            str(number): [Answer(**one) for one in _sequence(all)]
            for number, all in dict(told.get("people", {})).items()
        }
        self.fail(*troubles)
        for number, answers in people.items():
            self.let(number, *answers)


def _sequence(told: Any) -> Sequence[Any]:
    if not isinstance(told, Iterable) or isinstance(told, (str, bytes)):
        raise TypeError("no list")
    return list(told)
