"""`otasuke serve`; what the processes do is tested with them, and together in tests/system."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from otasuke.cli.exits import Exit
from otasuke.cli.serve import process_name
from otasuke.pipeline.processes.surroundings import ready_file
from stream.streams import running_nats


def serve(folder, *arguments, **environment):
    command = [sys.executable, "-m", "otasuke", "serve", *arguments, "--data", str(folder)]
    return subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.PIPE, text=True)


def test_workers_are_told_apart_by_their_number():
    assert (process_name("worker", 3), process_name("gateway", 0)) == ("worker-3", "gateway")


def test_a_process_works_until_it_is_told_to_stop():
    with running_nats() as (server, _):
        process = serve(server.folder, "gateway")
        deadline = time.monotonic() + 30
        while not ready_file(server.folder, "gateway").exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)

        process.send_signal(signal.SIGTERM)

        _, said = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in said) == (Exit.OK, False)


def test_a_door_that_is_taken_is_said_in_words():
    with running_nats() as (server, _), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        process = serve(server.folder, "gateway", OTASUKE_HTTP_LISTEN=f"127.0.0.1:{taken.getsockname()[1]}")

        _, said = process.communicate(timeout=30)
        assert process.returncode == Exit.UNWELL
        assert "OTASUKE_…_LISTEN" in said
        assert "Traceback" not in said


def test_rules_that_are_not_there_are_said_in_words(tmp_path):
    with running_nats() as (server, _):
        process = serve(server.folder, "worker", OTASUKE_RULES=str(tmp_path / "none"))

        _, said = process.communicate(timeout=60)

    assert process.returncode == Exit.BAD_RULES
    assert "there is no such file or folder" in said
