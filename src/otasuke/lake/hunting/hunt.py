"""A hunt: a question asked of every part, several parts at a time, with progress, until it is done or stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from otasuke.lake.errors import LakeError
from otasuke.lake.hunting.parts import Part
from otasuke.lake.hunting.questions import Answer, Question, add
from otasuke.lake.hunting.rows import OpenPart

_AHEAD = 4
"""How many parts a worker may be ahead of what was taken in: what they found waits in memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the hunt.

    since, until  only events from `since` on and before `until`.
    hits          how many are kept; all are counted.
    whole         keep their events with all fields.
    """

    since: datetime | None = None
    until: datetime | None = None
    hits: int = 100
    whole: bool = False
    use_index: bool = True
    workers: int = 2


@dataclass(slots=True)
class Outcome:
    """What a hunt found, and what it looked at.

    unreadable  parts that could not be searched, and why.
    is_whole    False: it was stopped before the end.
    """

    answer: Answer = field(default_factory=Answer)
    parts: int = 0
    events: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None
    unreadable: list[tuple[Part, str]] = field(default_factory=list)
    is_whole: bool = True


def hunt(
    question: Question, parts: Sequence[Part], limits: Limits, *, advance: Callable[[], None] = lambda: None
) -> Outcome:
    """Look for something in the parts. Ctrl-C ends it early: the outcome says what was covered.

    advance  is called when a part is done.
    """
    outcome = Outcome()
    with ThreadPoolExecutor(limits.workers, thread_name_prefix="hunt") as pool:
        answers = _answers(question, parts, limits, pool)
        try:
            for part, answer in answers:
                _take(outcome, part, answer, limits)
                advance()
        except KeyboardInterrupt:
            outcome.is_whole = False
            pool.shutdown(cancel_futures=True)
    return outcome


def _answers(
    question: Question, parts: Sequence[Part], limits: Limits, pool: ThreadPoolExecutor
) -> Iterator[tuple[Part, Answer | str]]:
    """The answers of the parts, in their order; a text says why there is none."""
    waiting: list[tuple[Part, Future[Answer | str]]] = []
    for part in parts:
        waiting.append((part, pool.submit(_ask, question, part, limits)))
        if len(waiting) >= _AHEAD * limits.workers:
            done, future = waiting.pop(0)
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()


def _ask(question: Question, part: Part, limits: Limits) -> Answer | str:
    opened = OpenPart(part, since=limits.since, until=limits.until, use_index=limits.use_index)
    try:
        return question.find(opened, limit=limits.hits, whole=limits.whole)
    except (LakeError, OSError) as error:
        return str(error)


def _take(outcome: Outcome, part: Part, answer: Answer | str, limits: Limits) -> None:
    if isinstance(answer, str):
        outcome.unreadable.append((part, answer))
        return
    outcome.parts += 1
    outcome.events += part.rows
    outcome.earliest = min(outcome.earliest or part.earliest, part.earliest)
    outcome.latest = max(outcome.latest or part.latest, part.latest)
    add(outcome.answer, answer, limit=limits.hits)
