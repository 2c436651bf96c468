"""Measure what a worker does with log files, alone: CPU time of each stage for every line, without a broker.

The lines of a file become parcels of some lines, and those of forty tenants come together, as they do to a busy worker. The
first third warms. Prints one JSON object a file: µs of CPU for every line, by stage.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.benching.messages import NOW, messages_of
from otasuke.cli.running_rules import FileRules
from otasuke.lake.recent_writer import RecentWriter
from otasuke.pipeline.columns import Gathered
from otasuke.pipeline.rules import RunningRules
from otasuke.pipeline.step import Step

FLUSH_ROWS = 15_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", nargs="+", required=True)
    parser.add_argument("--lines", type=int, default=50, help="in a parcel")
    parser.add_argument("files", nargs="+", type=Path, help="one record a line")
    arguments = parser.parse_args()
    rules = FileRules(arguments.rules, Artefacts(cache_folder())).load()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    for file in arguments.files:
        print(json.dumps({"file": file.name, "lines": arguments.lines} | measured(file, rules, arguments.lines)))


def measured(file: Path, rules: RunningRules, lines: int) -> dict[str, object]:
    """CPU time by stage, in µs for every line."""
    spent: Counter[str] = Counter()

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        began = time.process_time()
        yield
        spent[stage] += time.process_time() - began

    step, gathered, read = Step(rules, timed=timed), Gathered(), 0
    messages = messages_of(file.read_bytes().splitlines(), lines)
    with tempfile.TemporaryDirectory() as folder:
        writer = RecentWriter(Path(folder))
        for number, message in enumerate(messages):
            if number == len(messages) // 3:
                spent.clear()
                read = 0
            outcome = step.run([message], writer.new_parcels, now=NOW)
            read += sum(parcel.lines.count(b"\n") + 1 for of_message in outcome.parcels for parcel in of_message)
            writer.add(str(number), [(one.tenant, one.batch) for of_message in outcome.parcels for one in of_message])
            gathered.add_all(outcome.gathered)
            if gathered.rows > FLUSH_ROWS or number in (len(messages) // 3 - 1, len(messages) - 1):
                with timed("write"):
                    writer.add_columns(gathered.batches())
                    writer.flush(NOW)
                gathered = Gathered()
    by_stage = {stage: round(seconds / read * 1e6, 1) for stage, seconds in spent.items()}
    return {"read_lines": read} | by_stage | {"sum": round(sum(by_stage.values()), 1)}


if __name__ == "__main__":
    main()
