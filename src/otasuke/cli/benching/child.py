"""A process of its own for `bench`: starts, matches a file, and prints its peak memory in bytes."""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.benching.engine import run_once
from otasuke.cli.engines import parse_placeholders, prepare


def main() -> None:
    """Do it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("events")
    parser.add_argument("rules", nargs="+")
    parser.add_argument("--placeholder", action="append", default=[])
    args = parser.parse_args()
    prepared = prepare(args.rules, parse_placeholders(args.placeholder), Artefacts(cache_folder()))
    run_once(prepared.open(), Path(args.events))
    print(peak_bytes())


def peak_bytes() -> int:
    """The most memory that this process has held.

    Linux counts into `ru_maxrss` what the parent held when it started this process, so its own record is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, others kibibytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    main()
