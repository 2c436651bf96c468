"""Processes that run beside the web, from their beginning to their end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from otasuke.web.project.database import Login


def said_until_stopped(module: str, login: Login, beat: Path) -> str:
    """Start it, tell it to stop as soon as it works, and give what it said. beat: the file that shows that it works."""
    told = os.environ | {"OTASUKE_WEB_DATABASE": login.conninfo, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", module, str(beat)]
    with subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not beat.exists():
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)

        process.send_signal(signal.SIGTERM)
        _out, said = process.communicate(timeout=60)
    assert process.returncode == 0
    return said
