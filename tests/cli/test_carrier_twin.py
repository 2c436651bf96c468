"""`otasuke serve carrier-twin`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from otasuke.carrier import Refused, Text
from otasuke.carrier.account import twin_account
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import newest_texts
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.config import DEMO_MARK


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("OTASUKE_WEB_HOSTS", raising=False)  # which tests of the web have
    (tmp_path / DEMO_MARK).touch()
    return tmp_path


@pytest.fixture
def place() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def serve(folder: Path, place: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "otasuke", "serve", "carrier-twin", "--data", str(folder)]
    told = os.environ | {"OTASUKE_CARRIER_TWIN_LISTEN": place}
    return subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True)


def test_it_takes_texts_until_it_is_told_to_stop(demo: Path, place: str) -> None:
    process = serve(demo, place)
    carrier = Twilio(twin_account(f"http://{place}"))
    deadline = time.monotonic() + 30
    while True:
        try:
            carrier.send_text(Text("090-0123-4567", "こんにちは", "r"))
            break
        except Refused:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)

    process.send_signal(signal.SIGTERM)

    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (Exit.OK, "")
    assert [one.words.split()[0] for one in newest_texts(demo / "carrier", 9)] == ["こんにちは"]


def test_a_real_service_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OTASUKE_CARRIER_TWIN_LISTEN", raising=False)
    assert main(["serve", "carrier-twin", "--data", str(tmp_path)]) == Exit.USAGE
    assert "Only a demo has one" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_in_words(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("OTASUKE_CARRIER_TWIN_LISTEN", f"127.0.0.1:{taken.getsockname()[1]}")
        before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        try:
            assert main(["serve", "carrier-twin", "--data", str(demo)]) == Exit.UNWELL
        finally:
            signal.signal(signal.SIGTERM, before[0])
            signal.signal(signal.SIGINT, before[1])
    assert "OTASUKE_CARRIER_TWIN_LISTEN" in capsys.readouterr().err
