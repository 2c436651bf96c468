"""`otasuke ship`, as a user runs it: real processes, real signals, a real server."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from pipeline.gateway.http import doors
from pipeline.gateway.http.doors import open_door
from shipping.cast import TOKEN, HttpGateway, answering, http_gateway, taking_silently

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
ENVIRONMENT = os.environ | {"PYTHONPATH": SOURCE, "OTASUKE_TOKEN": TOKEN}


@pytest.fixture
def gateway() -> Iterator[HttpGateway]:
    with http_gateway() as running:
        yield running


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTASUKE_TOKEN", TOKEN)


def start(gateway: HttpGateway, folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "otasuke", "ship", str(folder / "eve.json"), "--url", gateway.url]
    command += ["--state", str(folder / "state"), "--from-beginning", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def once(gateway: HttpGateway, folder: Path, *options: str) -> int:
    return main(
        ["ship", "--once", "--url", gateway.url, "--state", str(folder / "state"), *options, str(folder / "eve.json")]
    )


def test_what_is_there_is_sent_once(gateway: HttpGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "eve.json").write_text("1\n2\nhal")

    assert once(gateway, tmp_path) == Exit.OK
    assert gateway.lines == ["1", "2"]
    assert capsys.readouterr().err == (
        f"otasuke: sending to {gateway.url}; state and spool are in {tmp_path / 'state'}\n"
        f"otasuke: {tmp_path / 'eve.json'}: 1 file now\n"
        f"otasuke: the last line of {tmp_path / 'eve.json'} has no line ending yet: it waits until it has one\n"
        "otasuke: records handed over: 2; nothing waits\n"
    )
    assert once(gateway, tmp_path) == Exit.OK
    assert gateway.deliveries == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_shipper_that_is_told_to_stop_ends_in_good_order(
    gateway: HttpGateway, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "eve.json").write_text("1\n")
    process = start(gateway, tmp_path)
    gateway.wait_for(lambda: gateway.lines == ["1"])
    with (tmp_path / "eve.json").open("a") as file:
        file.write("2\n")

    process.send_signal(number)
    _, said = process.communicate(timeout=30)

    assert process.returncode == Exit.OK
    assert gateway.lines == ["1", "2"]
    assert said.endswith("otasuke: stopped; nothing waits\n")
    assert "new ones from their beginning" in said


def test_a_second_shipper_on_the_same_folder_is_refused(
    gateway: HttpGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "eve.json").write_text("1\n")
    process = start(gateway, tmp_path)
    gateway.wait_for(lambda: gateway.lines == ["1"])

    assert once(gateway, tmp_path) == Exit.BAD_INPUT
    assert f"another `otasuke ship` uses {tmp_path / 'state'}" in capsys.readouterr().err
    process.terminate()
    process.communicate(timeout=30)


def test_killed_again_and_again_every_line_arrives_once(gateway: HttpGateway, tmp_path: Path) -> None:
    dice = random.Random(1)
    written: list[str] = []

    def write() -> None:
        lines = [f"{len(written) + number:06} {'x' * dice.randrange(300)}" for number in range(dice.randrange(400))]
        written.extend(lines)
        with (tmp_path / "eve.json").open("a") as file:
            file.writelines(f"{line}\n" for line in lines)

    for kill in range(15):
        seen = len(gateway.requests)
        gateway.manners = [taking_silently, answering(503)] if kill % 3 == 0 else []
        process = start(gateway, tmp_path)
        write()
        gateway.wait_for(lambda seen=seen: len(gateway.requests) > seen)
        write()
        if kill % 4 == 0:
            (tmp_path / "eve.json").rename(tmp_path / f"eve.json.{kill + 1}")
            write()
        pause = time.monotonic() + dice.random() / 3
        gateway.wait_for(lambda pause=pause: time.monotonic() > pause)
        process.kill()
        process.communicate()
    write()
    gateway.manners = []

    assert once(gateway, tmp_path) == Exit.OK
    assert sorted(gateway.lines) == written


def test_a_token_that_is_wrong_keeps_everything_for_the_right_one(
    gateway: HttpGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "eve.json").write_text("1\n")
    (tmp_path / "token").write_text("wrong\n")
    asked = ["--token-file", str(tmp_path / "token")]

    assert once(gateway, tmp_path, *asked) == Exit.UNWELL
    assert "the token is not valid: HTTP 401: no sensor has this token" in capsys.readouterr().err
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert once(gateway, tmp_path, *asked) == Exit.OK
    assert gateway.lines == ["1"]


def test_a_gateway_that_fails_is_given_up_and_told(
    gateway: HttpGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "eve.json").write_text("1\n")
    gateway.manners = [answering(503, b'{"error": "the broker is away"}')]

    assert once(gateway, tmp_path, "--give-up-after", "0") == Exit.UNWELL
    said = capsys.readouterr().err
    assert "otasuke: not everything was handed over: HTTP 503: the broker is away\n" in said
    assert "batches that wait in the spool for the next start: 1" in said


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--url", "gateway"], Exit.USAGE, "--url: 'gateway' is not of the form https://HOST"),
        (["--ca", "nothing.pem"], Exit.BAD_INPUT, "--ca nothing.pem: No such file or directory"),
        (["--token-file", "nothing"], Exit.BAD_INPUT, "--token-file nothing: No such file or directory"),
        (["--state", "/proc/none"], Exit.BAD_INPUT, "/proc/none: No such file or directory"),
        ([], Exit.BAD_INPUT, "nothing to send: there is no"),
    ],
)
def test_what_the_user_can_mend_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: Exit, words: str
) -> None:
    usual = ["--once", "--url", "http://127.0.0.1:9", "--state", str(tmp_path / "state")]

    assert main(["ship", str(tmp_path / "eve.json"), *usual, *options]) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("variable", ["OTASUKE_TOKEN", "OTASUKE_URL"])
def test_token_and_gateway_have_to_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("OTASUKE_URL", "http://127.0.0.1:9")
    monkeypatch.delenv(variable)

    assert main(["ship", str(tmp_path / "eve.json")]) == Exit.USAGE
    assert variable in capsys.readouterr().err


@pytest.mark.parametrize("size", ["1", "x", "-1", "1.5G", "900K"])
def test_a_size_that_is_none_is_refused(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ship", "a", f"--spool-limit={size}"])

    assert f"{size!r} is no size of 1 MiB or more" in capsys.readouterr().err


def test_a_damaged_state_is_named(gateway: HttpGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.json").write_text("{")

    assert once(gateway, tmp_path) == Exit.BAD_INPUT
    assert f"{tmp_path / 'state' / 'state.json'} cannot be read" in capsys.readouterr().err


def test_clear_text_beyond_this_machine_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ship", "--once", "--url", "http://gateway.invalid", "--state", str(tmp_path / "s"), str(tmp_path / "none")])

    assert "http://gateway.invalid is not encrypted" in capsys.readouterr().err


def test_the_real_gateway_takes_what_is_sent(tmp_path: Path) -> None:
    (tmp_path / "eve.json").write_text('{"event_type":"alert"}\n' * 3000)
    with open_door() as door:
        url, state = ["--url", door.url], ["--state", str(tmp_path / "state")]
        (tmp_path / "token").write_text(doors.TOKEN)
        asked = ["ship", "--once", *url, *state, "--token-file", str(tmp_path / "token"), str(tmp_path / "eve.json")]

        assert main(asked) == Exit.OK
        (tmp_path / "token").write_text("nobody")
        (tmp_path / "eve.json.1").write_bytes((tmp_path / "eve.json").read_bytes())
        (tmp_path / "eve.json").write_text("more\n")
        assert main(asked) == Exit.UNWELL

    ((sender, lines, batch), *more) = door.intake.accepted
    assert (sender, lines.count(b"alert"), more) == (doors.SAKURA, 3000, [])
    assert batch is not None
