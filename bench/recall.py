"""Measure what a table of levels costs: how many recordings of attacks had a hit that interrupts somebody, and still have one.

    bench/recall.py RECORDINGS… --rules rules/otasuke path/to/sigma --severity rules/severity.toml

Each file is a recording, each member of an archive too. One scan, with the rules' own levels; the others are looked up. Prints a JSON object for each folder.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from otasuke.detect.rule import Level
from otasuke.detect.severity import parse_levels

INTERRUPTING = (Level.HIGH, Level.CRITICAL)
Hits = Mapping[str, list[dict[str, Any]]]


def main() -> None:
    """Do it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="+")
    parser.add_argument("--rules", nargs="+", required=True)
    parser.add_argument("--severity", type=Path, required=True)
    parser.add_argument("--lost", action="store_true", help="also name what is lost, and its rules")
    options = parser.parse_args()
    table, faults = parse_levels(str(options.severity), options.severity.read_bytes())
    levels = {one.rule_id: one.level for one in table}
    for folder in options.recordings:
        hits = _hits(folder, options.rules)
        print(json.dumps({"folder": folder, "faults": len(faults), **_compared(hits, levels)}))
        if options.lost:
            for name, rules in _lost(hits, levels):
                print(f"  {name}: {', '.join(rules)}")


def _hits(folder: str, rules: list[str]) -> Hits:
    """The hits of each recording."""
    command = [sys.executable, "-m", "otasuke", "scan", folder, "--format", "jsonl", "--rules", *rules]
    found = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout  # noqa: S603  our own command
    hits: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in found.splitlines():
        hit = json.loads(line)
        hits[hit["source"]].append(hit)
    return hits


def _interrupting(hits: Hits, levels: Mapping[str, Level]) -> set[str]:
    return {
        name
        for name, found in hits.items()
        if any(levels.get(one["rule_id"], one["level"]) in INTERRUPTING for one in found)
    }


def _compared(hits: Hits, levels: Mapping[str, Level]) -> dict[str, float]:
    before, after = _interrupting(hits, {}), _interrupting(hits, levels)
    kept = len(before & after)
    return {"before": len(before), "after": kept, "share": round(kept / len(before), 4) if before else 1.0}


def _lost(hits: Hits, levels: Mapping[str, Level]) -> Iterator[tuple[str, list[str]]]:
    for name in sorted(_interrupting(hits, {}) - _interrupting(hits, levels)):
        yield name, sorted({one["rule_title"] for one in hits[name] if one["level"] in INTERRUPTING})


if __name__ == "__main__":
    main()
