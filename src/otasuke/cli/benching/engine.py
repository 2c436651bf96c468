"""From bytes to detections, against parsing the same bytes as JSON. docs/how/bench.md says why it is done like this."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import orjson

from otasuke.cli.benching.shapes import rewrite
from otasuke.cli.engines import Prepared, Ready
from otasuke.cli.exits import CliError
from otasuke.detect.engine.engine import Engine
from otasuke.events import Event
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.registry import JSON_SOURCES

if TYPE_CHECKING:  # a process that only matches, which is measured as well, needs none of it
    from otasuke.cli.benching.beside import Beside, Costs

_COLD_EVENTS = 1_000
_COLD_STARTS = 3
_BATCH_BYTES = 4 << 20
CONTEXT = Context(datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Protocol:
    """How it is measured: events to warm with, how many segments, and how many events in each at most."""

    warm: int
    segments: int
    segment_events: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One measured part: events, CPU seconds of the engine and of orjson, and hits."""

    events: int
    engine_s: float
    json_s: float
    hits: int

    @property
    def ratio(self) -> float:
        """How many times as long as parsing."""
        return self.engine_s / self.json_s

    @property
    def rate(self) -> float:
        """Events in a second of CPU time."""
        return self.events / self.engine_s


def measure(
    prepared: Prepared,
    path: Path,
    rules: Sequence[str],
    placeholders: Sequence[str],
    shape: str,
    protocol: Protocol,
    beside: Beside | None = None,
) -> dict[str, Any]:
    """Everything that `bench engine` prints. beside: what else is measured of the same segments."""
    with tempfile.TemporaryDirectory() as folder:
        if shape != "as-is":
            path = _rewritten(path, shape, Path(folder, "events.ndjson"))
        ready = prepared.open()
        lines = read_lines(path, protocol.warm + protocol.segments * protocol.segment_events)
        source = source_of(lines[0])
        warm, parts = divide(lines, protocol)
        segments, costs = _measure_segments(ready.engine, source, warm, parts, beside)
        statistics = ready.engine.statistics
        memory = _memory_mb(path, rules, placeholders)
        cold = _cold_start_s(lines[:_COLD_EVENTS], Path(folder, "first.ndjson"), rules, placeholders)
    return {
        "events_per_core_second": round(median(segment.rate for segment in segments)),
        "ratio_to_json_parse": round(median(segment.ratio for segment in segments), 3),
        "cold_start_s": round(cold, 3),
        "rss_mb": round(memory, 1),
        "hits": sum(segment.hits for segment in segments),
        "ratio_spread": _spread([segment.ratio for segment in segments], 3),
        "events_per_core_second_spread": _spread([segment.rate for segment in segments], 0),
        "json_parse_events_per_core_second": round(median(segment.events / segment.json_s for segment in segments)),
        "segments": [
            {"events": one.events, "engine_s": round(one.engine_s, 4), "json_s": round(one.json_s, 4), "hits": one.hits}
            for one in segments
        ],
        "events": sum(segment.events for segment in segments),
        "warmed_with": len(warm),
        "bytes_per_event": round(sum(map(len, lines)) / len(lines), 1),
        "odd_lines": statistics.odd_lines,
        "lines": statistics.lines,
        "rules": len(ready.rules.ids),
        "source": source.name,
        "shape": shape,
        "protocol": "CPU time of Engine.match_lines over fresh segments / orjson.loads over the same lines, in turns; "
        "garbage collection off for both; medians",
        **({"beside": beside.report(costs, [one.engine_s for one in segments])} if beside else {}),
    }


def source_of(line: bytes) -> JsonSource:
    """The source of a line, if the engine can read it as it is."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise CliError("the first line of --events is no JSON", hint="NDJSON is needed.") from error
    source = next((s for s in JSON_SOURCES if isinstance(value, dict) and s.recognises(value)), None)
    if source is None or source.shape is None:
        name = source.name if source else "unknown"
        raise CliError(f"events of the source {name!r} are not matched from their bytes; this measures those that are")
    return source


def match(engine: Engine, source: JsonSource, data: bytes) -> int:
    """Match lines; the number of hits."""
    assert source.shape is not None

    def read_line(line: bytes) -> Event | None:
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            return None
        return source.to_event(value, CONTEXT, 0) if isinstance(value, dict) else None

    return len(engine.match_lines(source.shape, data, read_line).pairs)


def run_once(ready: Ready, path: Path) -> None:
    """Match a whole file in batches, as a scan would, and hold nothing of it."""
    with path.open("rb") as file:
        source = None
        while data := b"".join(file.readlines(_BATCH_BYTES)):
            source = source or source_of(data.partition(b"\n")[0])
            match(ready.engine, source, data)


def read_lines(path: Path, most: int) -> list[bytes]:
    """The first lines of a file that are not blank."""
    try:
        with path.open("rb") as file:
            lines = [line.strip() for line in islice(file, most)]
    except OSError as error:
        raise CliError(f"cannot read {str(path)!r}: {error.strerror}") from error
    lines = [line for line in lines if line]
    if len(lines) < 2 * _COLD_EVENTS:
        raise CliError(f"{len(lines)} events in {str(path)!r} are too few to measure: at least {2 * _COLD_EVENTS}")
    return lines


def divide(lines: list[bytes], protocol: Protocol) -> tuple[list[bytes], list[list[bytes]]]:
    """The lines to warm with, and the segments: at most half of the lines warm."""
    warm = min(protocol.warm, len(lines) // 2)
    size = min(protocol.segment_events, (len(lines) - warm) // protocol.segments)
    starts = range(warm, warm + size * protocol.segments, size)
    return lines[:warm], [lines[start : start + size] for start in starts]


def _measure_segments(
    engine: Engine, source: JsonSource, warm: list[bytes], parts: list[list[bytes]], beside: Beside | None
) -> tuple[list[Segment], list[Costs]]:
    for start in range(0, len(warm), 10_000):
        match(engine, source, b"\n".join(warm[start : start + 10_000]))
    if beside:
        beside.warm(warm, at_once=len(parts[0]))
    segments, costs = [], []
    with without_garbage_collection():
        for number, part in enumerate(parts):
            segments.append(_measure_segment(engine, source, part, engine_first=number % 2 == 0))
            costs += [beside.measured(part)] if beside else []
    return segments, costs


def _measure_segment(engine: Engine, source: JsonSource, lines: list[bytes], *, engine_first: bool) -> Segment:
    data = b"\n".join(lines)
    hits = 0

    def engine_work() -> None:
        nonlocal hits
        hits = match(engine, source, data)

    def json_work() -> None:
        loads = orjson.loads
        for line in lines:
            loads(line)

    if engine_first:
        engine_s, json_s = _cpu_s(engine_work), _cpu_s(json_work)
    else:
        json_s, engine_s = _cpu_s(json_work), _cpu_s(engine_work)
    return Segment(len(lines), engine_s, json_s, hits)


def _cpu_s(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Nothing is collected, and nothing made before is looked at, while this is open."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _spread(values: Sequence[float], digits: int) -> list[float]:
    return [round(min(values), digits), round(max(values), digits)]


def _rewritten(path: Path, shape: str, into: Path) -> Path:
    with path.open("rb") as source, into.open("wb") as out:
        out.writelines(rewrite(source, shape))
    return into


def _cold_start_s(lines: list[bytes], path: Path, rules: Sequence[str], placeholders: Sequence[str]) -> float:
    """Wall time of a new process from its start to its end, the best of three: others may be busy."""
    path.write_bytes(b"\n".join(lines) + b"\n")
    times = []
    for _ in range(_COLD_STARTS):
        begun = time.monotonic()
        _child(path, rules, placeholders)
        times.append(time.monotonic() - begun)
    return min(times)


def _memory_mb(path: Path, rules: Sequence[str], placeholders: Sequence[str]) -> float:
    """Peak memory of a new process that matches the whole file."""
    return float(_child(path, rules, placeholders)) / (1 << 20)


def _child(path: Path, rules: Sequence[str], placeholders: Sequence[str]) -> str:
    command = [sys.executable, "-m", "otasuke.cli.benching.child", str(path), *rules]
    command += [f"--placeholder={text}" for text in placeholders]
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = os.environ | {"PYTHONPATH": search_path}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    if ended.returncode != 0:
        raise CliError(f"the measuring process failed: {ended.stderr.strip()[-400:]}")
    return ended.stdout.strip()
