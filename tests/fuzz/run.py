"""Throw hostile inputs at every normaliser and at the rule parser; exit 1 if one crashes, hangs or grows.

python tests/fuzz/run.py --inputs 1000000 --seconds 3600 --seed 1
python tests/fuzz/run.py --again tests/fuzz/crashes/1-4711-aws.cloudtrail.bin
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from fuzz import harness  # noqa: E402 - the path is set above
from fuzz.corpus import load_corpus  # noqa: E402

_SHARED_DATA = Path(os.environ.get("OTASUKE_SHARED_DATA") or ROOT.parent / "shared" / "data")
_CRASHES = Path(__file__).resolve().parent / "crashes"
_MOST_CRASHES = 20
_MOST_GROWTH_MB = 500


def main() -> int:
    arguments = parse_arguments()
    harness.watch_for_hangs()
    harness.limit_memory(arguments.memory_mb)
    if arguments.again:
        return run_again(arguments.again)
    corpus = load_corpus(_SHARED_DATA)
    report, before_mb, started = harness.Report(), 0.0, time.monotonic()
    for given in harness.inputs(corpus, arguments.seed):
        if given.number >= arguments.inputs or time.monotonic() - started > arguments.seconds:
            break
        harness.run(given, report)
        if given.number == 1000:
            # Modules, regular expressions and caches are there by now.
            before_mb = harness.peak_rss_mb()
        if len(report.crashes) >= _MOST_CRASHES:
            break
    growth_mb = harness.peak_rss_mb() - before_mb if before_mb else 0.0
    return tell(report, arguments.seed, growth_mb, time.monotonic() - started)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after this long, whatever --inputs says")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory-mb", type=int, default=1500, help="an input that needs more crashes")
    parser.add_argument("--again", type=Path, help="run one kept input again, with its traceback")
    return parser.parse_args()


def run_again(kept: Path) -> int:
    """The target is the last part of the file's name."""
    target = kept.stem.split("-", 2)[2]
    targets = [source.name for source in harness.SOURCES] + [harness.RECOGNISED, harness.RULES]
    harness.check_for(next(name for name in targets if file_name(name) == target))(kept.read_bytes())
    return 0


def tell(report: harness.Report, seed: int, growth_mb: float, wall_s: float) -> int:
    slow = [report.slowest] if report.slowest and report.slowest_s > harness.SLOWEST_ALLOWED_S else []
    kept = [keep(given, seed) for given in (*(crash.input for crash in report.crashes.values()), *slow)]
    print(
        json.dumps(
            {
                "inputs": report.inputs,
                "inputs_per_second": round(report.inputs / wall_s, 1),
                "targets": len(report.by_target),
                "slowest_s": round(report.slowest_s, 3),
                "slowest": report.slowest
                and f"{report.slowest.maker} on {report.slowest.target} #{report.slowest.number}",
                "peak_rss_mb": round(harness.peak_rss_mb()),
                "rss_growth_mb": round(growth_mb, 1),
                "crashes": {
                    place: f"{report.crash_counts[place]}× {crash.error} (first: {crash.input.maker} on {crash.input.target})"
                    for place, crash in report.crashes.items()
                },
                "kept": kept,
            },
            indent=2,
            ensure_ascii=False,
        )
    )
    return 1 if report.crashes or slow or growth_mb > _MOST_GROWTH_MB else 0


def keep(given: harness.Input, seed: int) -> str:
    _CRASHES.mkdir(exist_ok=True)
    path = _CRASHES / f"{seed}-{given.number}-{file_name(given.target)}.bin"
    path.write_bytes(given.data)
    return str(path.relative_to(ROOT))


def file_name(target: str) -> str:
    return re.sub(r"[^a-z0-9_.]", "", target)


if __name__ == "__main__":
    sys.exit(main())
