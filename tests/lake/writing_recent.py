"""A process that writes messages for as long as it lives, and says so of each once it is safe: `python writing_recent.py LAKE FIRST`."""

from __future__ import annotations

import sys
from pathlib import Path

from lake.cast import NOON, SAKURA, event, send
from otasuke.lake.recent_writer import RecentWriter

if __name__ == "__main__":
    number = int(sys.argv[2])
    writer = RecentWriter(Path(sys.argv[1]))
    while True:
        events = [event(number * 10 + at) for at in range(10)]
        send(writer, f"message-{number}", (SAKURA, f"batch-{number}", events))
        writer.flush(NOON)
        print(number, flush=True)
        number += 1
