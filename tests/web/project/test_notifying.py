"""The process that brings messages to people, as `otasuke serve notify` becomes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from otasuke.web.project.database import Logins


def test_it_works_until_it_is_told_to_stop(web_logins: Logins, web_connection: None, tmp_path: Path) -> None:
    beat = tmp_path / "web" / "notify.ready"
    told = os.environ | {"OTASUKE_WEB_DATABASE": web_logins.member.conninfo, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "otasuke.web.project.notifying", str(beat)]
    with subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not beat.exists():
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)

        process.send_signal(signal.SIGTERM)
        _out, said = process.communicate(timeout=60)

    assert process.returncode == 0
    assert (said.count("notify.begin"), said.count("notify.end")) == (1, 1)  # each line is said once
