"""Measure what a million indicators cost to read, to open, and in memory. Prints a JSON object.

What they cost beside the work of a worker: `otasuke bench engine --indicators 1000000`.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.benching.made_up import made_up_list
from otasuke.detect.indicators.guard import Guard, read_allowed
from otasuke.detect.indicators.guarded import guarded
from otasuke.detect.indicators.indicator_set import compiled, load
from otasuke.detect.indicators.lists import read_list

ALLOWED = Path(__file__).parents[1] / "rules" / "indicators" / "allowed.toml"
_Made = TypeVar("_Made")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=1_000_000, help="how many (default 1000000)")
    print(json.dumps(made(parser.parse_args().indicators)))


def made(count: int) -> dict[str, object]:
    """What it took to make a set and to open it."""
    text = made_up_list(count)
    read_s, found = timed(lambda: read_list(text.encode(), "made up"))
    guard_s, kept = timed(lambda: guarded([found], Guard(read_allowed(ALLOWED.read_bytes())), now=datetime.now(UTC)))
    compile_s, indicators = timed(lambda: compiled(kept.indicators))
    with tempfile.TemporaryDirectory() as folder:
        artefacts = Artefacts(Path(folder))
        data = indicators.to_bytes()
        artefacts.write("indicators", "x", data)
        open_s, opened = timed(lambda: load(artefacts.read("indicators", "x") or b""))
    return {
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


def timed(make: Callable[[], _Made]) -> tuple[float, _Made]:
    """CPU time, and what was made."""
    began = time.process_time()
    made = make()
    return time.process_time() - began, made


if __name__ == "__main__":
    main()
