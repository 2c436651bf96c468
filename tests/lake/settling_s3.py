"""A process that settles a lake and is killed between the files and the manifest: `python settling_s3.py LAKE`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from lake.cast import NOON
from otasuke.lake.settle import settle
from otasuke.lake.storage.port import Swap
from otasuke.lake.storage.s3 import ObjectStore


def die(_: ObjectStore, swaps: Sequence[Swap]) -> frozenset[str]:
    assert swaps
    os.kill(os.getpid(), signal.SIGKILL)
    return frozenset()


if __name__ == "__main__":
    ObjectStore.swap = die  # type: ignore[method-assign]
    settle(Path(sys.argv[1]), now=NOON + timedelta(hours=2))
