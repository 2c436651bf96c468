"""Small programs that behave like services, well or badly."""

from __future__ import annotations

import sys
from pathlib import Path

from otasuke.local.service import Service

WELL = "import pathlib, signal, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
STUBBORN = "import pathlib, signal, sys, time; signal.signal(15, lambda *_: None); pathlib.Path(sys.argv[1]).touch()\nwhile 1: time.sleep(1)"
BROKEN = "import sys; sys.exit('the disk is full')"
UNLUCKY = (
    "import pathlib, sys; p = pathlib.Path(sys.argv[1]).with_suffix('.tries'); p.open('a').write('x'); len(p.read_text()) == 3 or sys.exit('it is taken')\n"
    + WELL
)
SLOW = "import time; time.sleep(60)"


def service(folder: Path, name: str = "sample", code: str = WELL) -> Service:
    """A service that is ready once its program has made a file."""
    sign = folder / f"{name}.ready"
    return Service(
        name=name,
        command=(sys.executable, "-c", code, str(sign)),
        log=folder / "log" / f"{name}.log",
        is_ready=sign.exists,
        prepare=lambda: sign.unlink(missing_ok=True),
    )
