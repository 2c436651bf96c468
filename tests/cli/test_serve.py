"""`otasuke serve`; what the processes do is tested with them, and together in tests/system."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.cli.serve import metrics_place, process_name
from otasuke.config import Listen, Settings
from otasuke.pipeline.processes.report import read_reports
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


def test_every_process_has_a_port_of_its_own_for_its_metrics(tmp_path):
    settings = Settings(tmp_path, workers=2, metrics=Listen("127.0.0.1", 9290))

    places = [
        metrics_place(settings, name)
        for name in ("gateway", "care", "correlate", "worker-0", "worker-1", "learn", "up")
    ]

    assert [place and place.port for place in places] == [9290, 9291, 9292, 9293, 9294, 9295, 9296]
    assert metrics_place(Settings(tmp_path), "care") is None
    assert metrics_place(Settings(tmp_path, metrics=Listen("::1", 0)), "care") == Listen("::1", 0)


def test_a_process_says_how_it_is_where_it_says_that_it_does():
    with running_nats() as (server, _):
        process = serve(server.folder, "gateway", OTASUKE_METRICS_LISTEN="127.0.0.1:0")
        try:
            deadline = time.monotonic() + 30
            while not (found := read_reports(server.folder / "pipeline")) or not found[0].metrics:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            with urlopen(f"http://{found[0].metrics}/metrics", timeout=10) as answer:
                shown = answer.read().decode()
        finally:
            process.terminate()
            process.communicate(timeout=30)

    assert 'otasuke_build_info{process="gateway"' in shown
    assert "otasuke_gateway_spool_bytes 0.0" in shown


def test_a_worker_that_would_have_no_partition_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OTASUKE_WORKERS", "2")

    assert main(["serve", "worker", "--number", "2", "--data", str(tmp_path)]) == Exit.USAGE
    assert "there are 2 workers, counted from 0" in capsys.readouterr().err
