"""Hostile lines leave no array of the kernel. The longer run is a command: see `fuzz`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_hostile_lines_never_lead_outside_of_an_array() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
    command = [sys.executable, str(ROOT / "tests/detect/kernel/fuzz.py"), "--lines", "3000"]

    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert " hits, " in ended.stdout
