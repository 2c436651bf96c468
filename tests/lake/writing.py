"""A process that writes batches for as long as it lives, and says so of each once it is safe: `python writing.py LAKE FIRST`."""

from __future__ import annotations

import sys
from pathlib import Path

from lake.cast import SAKURA, event
from otasuke.lake.writer import LakeWriter

if __name__ == "__main__":
    number = int(sys.argv[2])
    writer = LakeWriter(Path(sys.argv[1]), SAKURA)
    while True:
        writer.add(f"batch-{number}", [event(number * 10 + at) for at in range(10)])
        writer.flush()
        print(number, flush=True)
        number += 1
