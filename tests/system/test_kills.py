"""Every process of the service is killed, again and again, under load. The whole measurements are `bench/kills.py` and `bench/chain.py`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def measured(name: str, *arguments: str) -> tuple[int, str]:
    """How the measurement ended, and what it printed."""
    command = [sys.executable, str(ROOT / "bench" / name), "--hurry", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        printed, _ = process.communicate(timeout=280)
    finally:
        process.terminate()  # it stops what it has started
        process.wait(60)
    return process.returncode, printed


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_comes_twice_whoever_is_killed() -> None:
    status, printed = measured("kills.py", "--kills", "12", "--pause", "0.7", "--rate", "150")

    assert status == 0, printed
    assert "FAULT" not in printed
    assert re.search(r"^events lost +0$", printed, re.MULTILINE)
    assert re.search(r"^killed +1[23]$", printed, re.MULTILINE)


@pytest.mark.slow
def test_every_company_is_told_once_of_what_is_found_whoever_is_killed() -> None:
    status, printed = measured("chain.py", "--kills", "6")

    assert status == 0, printed
    assert "FAULT" not in printed
    assert re.search(r"^companies +6$", printed, re.MULTILINE)
    assert re.search(r"^incidents +6$", printed, re.MULTILINE)
    assert re.search(r"^killed +[6-8]$", printed, re.MULTILINE)
