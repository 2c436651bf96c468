"""The processes beside the web, as `otasuke serve jobs` and `otasuke serve notify` become them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from otasuke.web.project.database import Logins


@pytest.mark.parametrize(("module", "name"), [("working", "jobs"), ("notifying", "notify")])
def test_it_works_until_it_is_told_to_stop(own_logins: Logins, tmp_path: Path, module: str, name: str) -> None:
    beat = tmp_path / "web" / f"{name}.ready"
    told = os.environ | {"OTASUKE_WEB_DATABASE": own_logins.member.conninfo, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", f"otasuke.web.project.{module}", str(beat)]
    with subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not beat.exists():
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)

        process.send_signal(signal.SIGTERM)
        _out, said = process.communicate(timeout=60)

    assert process.returncode == 0
    assert (said.count(f"{name}.begin"), said.count(f"{name}.end")) == (1, 1)  # each line is said once
