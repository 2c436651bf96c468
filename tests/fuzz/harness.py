"""Run one hostile input and watch what it does: exceptions, CPU seconds, memory, and outputs that break a promise."""

from __future__ import annotations

import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from types import FrameType
from typing import TypeAlias

from fuzz.corpus import Corpus
from fuzz.hostile import LOG_MAKERS, RULE_MAKERS, Maker
from otasuke.detect.load import load_rules
from otasuke.detect.rule import RuleSet
from otasuke.events import Event, Reject
from otasuke.events.event import EXCERPT_BYTES
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.normalise.registry import SOURCES

RECOGNISED = "(recognised)"
RULES = "(rules)"
SLOWEST_ALLOWED_S = 1.0
_HANG_S = 20.0
_CONTEXT = Context(datetime(2024, 3, 29, 6, 0, tzinfo=UTC), sensor="fuzz")

Check: TypeAlias = Callable[[bytes], None]


class BrokenPromise(AssertionError):
    """An output that no reader of events expects."""


class Hang(BaseException):
    """The input used more CPU time than any input may; not an Exception, so that no handler swallows it."""


@dataclass(frozen=True, slots=True)
class Input:
    """One hostile input; `target` is a source's name, RECOGNISED or RULES."""

    number: int
    target: str
    maker: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Crash:
    """The first input that failed at one place in the code, and what went wrong with it."""

    input: Input
    error: str
    place: str


@dataclass(slots=True)
class Report:
    """What a run has seen so far."""

    inputs: int = 0
    cpu_s: float = 0.0
    slowest_s: float = 0.0
    slowest: Input | None = None
    crashes: dict[str, Crash] = field(default_factory=dict)
    crash_counts: Counter[str] = field(default_factory=Counter)
    by_target: dict[str, int] = field(default_factory=dict)


def inputs(corpus: Corpus, seed: int) -> Iterator[Input]:
    """Hostile inputs without end: rules, every source directly, and recognition; the same for the same seed."""
    targets = (*(source.name for source in SOURCES), *[RECOGNISED] * len(SOURCES), *[RULES] * (len(SOURCES) // 2))
    number = 0
    while True:
        # Every input has its own generator, so that it can be made again from its number.
        random = Random(f"{seed}:{number}")
        target = random.choice(targets)
        maker = _chosen(random, RULE_MAKERS if target == RULES else LOG_MAKERS)
        sample = random.choice(corpus.rules if target == RULES else corpus.logs)
        yield Input(number, target, maker.__name__, maker(random, corpus, sample))
        number += 1


def run(given: Input, report: Report) -> None:
    """Run the input and write down what it did."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, _HANG_S)
    try:
        check_for(given.target)(given.data)
    except (Hang, Exception) as error:  # noqa: BLE001 - whatever is raised is what a fuzzer looks for
        crash = Crash(given, f"{type(error).__name__}: {error}"[:300], _place_of(error))
        report.crashes.setdefault(crash.place, crash)
        report.crash_counts[crash.place] += 1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    spent = time.process_time() - started
    report.inputs += 1
    report.cpu_s += spent
    report.by_target[given.target] = report.by_target.get(given.target, 0) + 1
    if spent > report.slowest_s:
        report.slowest_s, report.slowest = spent, given


def watch_for_hangs() -> None:
    """Turn too much CPU time into a Hang."""
    signal.signal(signal.SIGPROF, _raise_hang)


def limit_memory(megabytes: int) -> None:
    """Make an input that wants this much more memory fail with MemoryError instead of taking the machine down."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - not a file
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (megabytes << 20), resource.RLIM_INFINITY))


def peak_rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def check_for(target: str) -> Check:
    """The function that runs an input on the target and checks what comes out."""
    if target == RULES:
        return _check_rules
    source = None if target == RECOGNISED else target
    return lambda data: _check_logs(data, source)


def _check_rules(data: bytes) -> None:
    ruleset = load_rules([("fuzz.yml", data)])
    if not isinstance(ruleset, RuleSet):
        raise BrokenPromise(f"load_rules gave {type(ruleset)}")
    for fault in ruleset.faults:
        if fault.place.line < 1 or not str(fault):
            raise BrokenPromise(f"{fault!r} has no place or no message")


def _check_logs(data: bytes, source: str | None) -> None:
    for found in normalise(data, _CONTEXT, source=source):
        if isinstance(found, Reject):
            if len(found.excerpt) > EXCERPT_BYTES or found.offset < 0:
                raise BrokenPromise(f"the Reject of {found.source} has offset {found.offset} or a long excerpt")
        else:
            _check_event(found)


def _check_event(event: Event) -> None:
    if event.time is not None and event.time.utcoffset() is None:
        raise BrokenPromise(f"{event.source} gave a naive time {event.time}")
    if not isinstance(event.record, int) or not isinstance(event.sensor, str):
        raise BrokenPromise(f"{event.source} gave record {event.record!r} and sensor {event.sensor!r}")
    _check_fields(event.source, event.fields)


def _check_fields(source: str, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        members = value if isinstance(value, tuple) else (value,)
        if not isinstance(name, str) or not members or not all(isinstance(member, str) for member in members):
            raise BrokenPromise(f"{source} gave the field {name[:50]!r} the value {str(value)[:50]!r}")


def _place_of(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/otasuke/" in frame.filename]
    frame = frames[-1] if frames else None
    return f"{frame.filename.partition('/src/')[2]}:{frame.lineno}" if frame else type(error).__name__


def _chosen(random: Random, makers: tuple[tuple[Maker, int], ...]) -> Maker:
    weights = accumulate(weight for _, weight in makers)
    return random.choices([maker for maker, _ in makers], cum_weights=list(weights))[0]


def _raise_hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang(f"more than {_HANG_S} s of CPU time")
