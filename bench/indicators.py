"""Measure what a million indicators cost: to read, to open, in memory, and for every event beside the rest of a worker.

Makes a list of made-up indicators. With `--rules` and files of records it runs a worker's steps over them as `bench/step.py` does,
and looks for the indicators in the columns that are about to be written: µs of CPU for every line, and the ratio of both.
Prints JSON objects.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from step import NOW, messages_of

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.running_rules import FileRules
from otasuke.detect.indicators.guard import Guard, read_allowed
from otasuke.detect.indicators.guarded import guarded
from otasuke.detect.indicators.indicator_set import IndicatorSet, compiled, load
from otasuke.detect.indicators.lists import read_list
from otasuke.detect.indicators.matcher import Matcher
from otasuke.pipeline.columns import Gathered
from otasuke.pipeline.rules import RunningRules
from otasuke.pipeline.step import Step

ALLOWED = Path(__file__).parents[1] / "rules" / "indicators" / "allowed.toml"
_Made = TypeVar("_Made")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=1_000_000, help="how many (default 1000000)")
    parser.add_argument("--rules", nargs="+", help="of the worker beside which it is measured")
    parser.add_argument("--flush-rows", type=int, default=15_000, help="events that are looked at together (15000)")
    parser.add_argument("--lines", type=int, default=50, help="in a parcel")
    parser.add_argument("files", nargs="*", type=Path, help="one record a line")
    arguments = parser.parse_args()
    indicators, figures = made(arguments.indicators)
    print(json.dumps(figures), flush=True)
    if not arguments.rules:
        return
    rules = FileRules(arguments.rules, Artefacts(cache_folder())).load()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    for file in arguments.files:
        print(json.dumps({"file": file.name} | measured(file, rules, indicators, arguments)), flush=True)


def made(count: int) -> tuple[IndicatorSet, dict[str, object]]:
    """The set, and what it took to make and to open it."""
    text = "value,confidence,valid_until,tags\n" + "".join(
        f"{one},{chance.randrange(101)},2027-{chance.randrange(1, 13):02}-01,family-{chance.randrange(500)}\n"
        for one, chance in values(count)
    )
    read_s, found = timed(lambda: read_list(text.encode(), "made up"))
    guard_s, kept = timed(lambda: guarded([found], Guard(read_allowed(ALLOWED.read_bytes())), now=datetime.now(UTC)))
    compile_s, indicators = timed(lambda: compiled(kept.indicators))
    with tempfile.TemporaryDirectory() as folder:
        artefacts = Artefacts(Path(folder))
        data = indicators.to_bytes()
        artefacts.write("indicators", "x", data)
        open_s, opened = timed(lambda: load(artefacts.read("indicators", "x") or b""))
    figures: dict[str, object] = {
        "indicators": len(opened),
        "refused": kept.refused.total(),
        "list_mb": round(len(text) / 1e6, 1),
        "read_s": round(read_s, 1),
        "guard_s": round(guard_s, 1),
        "compile_s": round(compile_s, 1),
        "open_s": round(open_s, 3),
        "set_mb": round(opened.size_bytes / 1e6, 1),
        "peak_mb_while_reading": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    return opened, figures


def values(count: int) -> Iterator[tuple[str, random.Random]]:
    """What a list could hold: names, addresses and networks, hashes, pages, senders, fingerprints."""
    chance = random.Random(4)
    for number in range(count):
        word = f"{chance.getrandbits(40):x}"
        kind = number % 20
        address = (
            f"{chance.randrange(11, 99)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
        )
        if kind < 7:
            yield (
                f"{word}.example-{chance.randrange(99_999)}.{chance.choice(('com', 'net', 'ru', 'top', 'co.jp'))}",
                chance,
            )
        elif kind < 12:
            yield address, chance
        elif kind == 12:
            yield f"{address}/{chance.randrange(16, 30)}", chance
        elif kind < 16:
            yield f"{chance.getrandbits(256):064x}", chance
        elif kind < 18:
            yield f"http://{word}.example-{chance.randrange(99_999)}.com/{word}/gate.php", chance
        elif kind == 18:
            yield f"{word}@mail-{chance.randrange(99_999)}.com", chance
        else:
            yield f"ja3:{chance.getrandbits(128):032x}", chance


def measured(
    file: Path, rules: RunningRules, indicators: IndicatorSet, arguments: argparse.Namespace
) -> dict[str, object]:
    """CPU for every line: of the worker's steps, and of looking for indicators in what they gathered."""
    step, matcher, gathered = Step(rules), Matcher(indicators), Gathered()
    messages = messages_of(file, arguments.lines)
    warm = len(messages) // 3
    spent = {"worker": 0.0, "columns": 0.0, "indicators": 0.0}
    rows = seen = 0
    for number, message in enumerate(messages):
        if number == warm:
            gathered, spent = Gathered(), dict.fromkeys(spent, 0.0)
        spent_s, outcome = timed(lambda message=message: step.run([message], _all_new, now=NOW))  # type: ignore[misc]
        spent["worker"] += spent_s
        gathered.add_all(outcome.gathered)
        if gathered.rows > arguments.flush_rows or number == len(messages) - 1:
            spent_s, batches = timed(gathered.batches)
            spent["columns"] += spent_s
            spent_s, found = timed(lambda batches=batches: matcher.sightings(batches))  # type: ignore[misc]
            spent["indicators"] += spent_s
            rows, seen, gathered = rows + _rows(batches) * (number >= warm), seen + len(found), Gathered()
    each = {name: round(seconds / max(rows, 1) * 1e6, 2) for name, seconds in spent.items()}
    without = spent["worker"] + spent["columns"]
    return {"events": rows, "seen": seen, "us": each, "ratio": round((without + spent["indicators"]) / without, 3)}


def _rows(batches: list[pa.RecordBatch]) -> int:
    return sum(batch.num_rows for batch in batches)


def _all_new(parcels: object) -> list[bool]:
    return [True for _ in parcels]  # type: ignore[attr-defined]


def timed(make: Callable[[], _Made]) -> tuple[float, _Made]:
    """CPU time, and what was made."""
    began = time.process_time()
    made = make()
    return time.process_time() - began, made


if __name__ == "__main__":
    main()
