"""Every process of the service is killed, again and again, under load. The whole measurement is `bench/kills.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def kills(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bench" / "kills.py"), "--hurry", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=280, env=environment)


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_comes_twice_whoever_is_killed() -> None:
    done = kills("--kills", "12", "--pause", "0.7", "--rate", "150")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAULT" not in done.stdout
    assert "events lost                                         0" in done.stdout
