"""A scan as a whole: divides the work among processes, puts the results in order, and runs the correlations."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing.synchronize import Event as ProcessEvent
from types import FrameType
from typing import TypeAlias

from otasuke.cli.engines import Prepared, Ready
from otasuke.cli.inputs import STDIN, Portion
from otasuke.cli.scanning.results import Finding, Results, Together, in_order, with_numbers_from
from otasuke.cli.scanning.scanner import Options, Scanner, correlator_for
from otasuke.cli.scanning.sightings import findings_of
from otasuke.detect.correlate import CorrelationHit
from otasuke.detect.detection import Detection, Evidence
from otasuke.detect.rule import Correlation, Fault

_WORTH_A_PROCESS_BYTES = 6 << 20

Advance: TypeAlias = Callable[[], None]
"""Called whenever a portion is done."""


class Stop:
    """Whether the user pressed Ctrl-C. The first time, what was found is still shown; the second time, all ends."""

    def __init__(self) -> None:
        self.is_asked = False
        self.event: ProcessEvent | None = None

    def ask(self) -> None:
        """Let every process finish its batch and read no more."""
        self.is_asked = True
        if self.event is not None:
            self.event.set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take over Ctrl-C."""

        def handle(_signal: int, _frame: FrameType | None) -> None:
            if self.is_asked:
                raise KeyboardInterrupt
            self.ask()

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, handle)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def scan_portions(
    portions: Sequence[Portion],
    *,
    prepared: Prepared,
    ready: Ready,
    options: Options,
    jobs: int,
    advance: Advance,
) -> Results:
    """Scan everything; the same results for any number of jobs. After Ctrl-C the results are not whole."""
    stop = Stop()
    jobs = min(jobs, len(portions), 1 + sum(portion.size for portion in portions) // _WORTH_A_PROCESS_BYTES)
    reads_stdin = any(portion.path == STDIN for portion in portions)
    with stop.listening():
        if jobs <= 1 or reads_stdin:
            parts = _scan_here(portions, ready, options, stop, advance)
        else:
            parts = _scan_in_processes(portions, prepared, options, stop, jobs, advance)
    results = Results()
    for part in _renumbered(portions, parts):
        results.add(part)
    results.is_whole = results.is_whole and not stop.is_asked
    return results


def correlate(results: Results, ready: Ready, options: Options) -> tuple[Results, tuple[Fault, ...]]:
    """Add what the correlations and the indicators say to the findings, and put all in order.

    Also the correlations that cannot run.
    """
    correlator = correlator_for(ready)
    by_id = {correlation.id: correlation for correlation in ready.rules.correlations}
    hits = [*correlator.feed("", results.hits), *correlator.flush("")]
    found = [_correlated(by_id[hit.correlation_id], hit, results.sensors) for hit in hits]
    loud = [finding for finding in found if finding.detection.level.rank >= options.level.rank]
    results.findings = in_order([*results.findings, *loud, *findings_of(results.sightings, level=options.level)])
    return results, correlator.faults


def _correlated(correlation: Correlation, hit: CorrelationHit, sensors: Mapping[tuple[str, int], str]) -> Finding:
    """A correlation's hit as a finding; it stands where the first event stands that it lists.

    Its computer is that of its events, if they agree.
    """
    first = hit.events[0]
    evidence = [Evidence(name, value, "group-by") for name, value in hit.group]
    evidence.append(Evidence(correlation.type.value, f"{hit.number:g}", f"within {correlation.timespan}"))
    computers = {sensors.get((event.source, event.record), "") for event in hit.events}
    detection = Detection(
        rule_id=correlation.id,
        rule_title=correlation.title,
        level=correlation.level,
        time=hit.decided_at,
        source=first.source,
        record=first.record,
        computer=computers.pop() if len(computers) == 1 else "",
        tags=correlation.tags,
        matched=tuple(evidence),
    )
    events = tuple((event.source, event.record) for event in hit.events)
    return Finding(detection, Together(events, hit.total, hit.first, hit.last))


def _scan_here(
    portions: Sequence[Portion], ready: Ready, options: Options, stop: Stop, advance: Advance
) -> list[Results | None]:
    scanner = Scanner(ready, options, lambda: stop.is_asked)
    parts: list[Results | None] = [None] * len(portions)
    for number, portion in enumerate(portions):
        if stop.is_asked:
            break
        parts[number] = scanner.scan(portion)
        advance()
    return parts


def _scan_in_processes(
    portions: Sequence[Portion], prepared: Prepared, options: Options, stop: Stop, jobs: int, advance: Advance
) -> list[Results | None]:
    context = multiprocessing.get_context("spawn")
    stop.event = context.Event()
    parts: list[Results | None] = [None] * len(portions)
    arguments = (prepared, options, stop.event)
    with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=arguments) as pool:
        largest_first = sorted(range(len(portions)), key=lambda number: -portions[number].size)
        numbers: dict[Future[Results], int] = {pool.submit(_scan, portions[number]): number for number in largest_first}
        for future in as_completed(numbers):
            number = numbers[future]
            parts[number] = future.result()
            advance()
    return parts


def _renumbered(portions: Sequence[Portion], parts: Sequence[Results | None]) -> Iterator[Results]:
    """The results in the order of the portions; pieces of a file count on from one another."""
    ordinal, line, path = 0, 0, ""
    for portion, part in zip(portions, parts, strict=True):
        if part is None:
            yield Results(is_whole=False)
            continue
        if portion.piece is not None:
            if portion.piece[0] == 0 or portion.path != path:
                ordinal, line, path = 0, 0, portion.path
            ordinals, lines = part.ordinals, part.lines
            yield with_numbers_from(part, ordinal, line, portion.piece[0])
            ordinal, line = ordinal + ordinals, line + lines
        else:
            yield part


_scanner: Scanner
"""Of a worker process."""


def _begin(prepared: Prepared, options: Options, stop: ProcessEvent) -> None:
    global _scanner  # noqa: PLW0603  the only way to hand an initialised thing to a worker's calls
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides, and tells through `stop`
    _scanner = Scanner(prepared.open(), options, stop.is_set)


def _scan(portion: Portion) -> Results:
    return _scanner.scan(portion)
