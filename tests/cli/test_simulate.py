"""`otasuke simulate`, as a user runs it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from simulating.delivery.gateway import Gateway, Reply, answer, gateway

FLEET = ["simulate", "--companies", "2", "--at", "2026-04-14T10:00"]


@contextmanager
def served(reply: Reply) -> Iterator[Gateway]:
    """A gateway in a thread of its own."""
    ready, over = threading.Event(), threading.Event()
    made: list[Gateway] = []

    async def serve() -> None:
        async with gateway(lambda _: reply) as server:
            made.append(server)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield made[0]
    finally:
        over.set()
        thread.join()


@pytest.fixture
def tokens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*FLEET, "--list-sensors"]) == Exit.OK
    path = tmp_path / "tokens"
    path.write_text(
        "".join(f"{line} secret-{number}\n" for number, line in enumerate(capsys.readouterr().out.splitlines()))
    )
    return str(path)


def run(tokens: str, server: Gateway, *more: str) -> int:
    port = server.server.port
    arguments = [
        "--tokens",
        tokens,
        "--url",
        f"http://127.0.0.1:{port}",
        "--duration",
        "0.5",
        "--flush",
        "0.1",
        "--rate",
        "200",
    ]
    return main([*FLEET, *arguments, *more])


def test_a_run_says_what_was_taken(tokens: str, capsys: pytest.CaptureFixture[str]) -> None:
    with served(answer(200)) as server:
        assert run(tokens, server) == Exit.OK

    said = capsys.readouterr()
    assert "Fleet        2 companies" in said.out
    assert "Acknowledged" in said.out
    assert "hidden; --rules says which rules have to find them" in said.out
    assert "sensors of 2 companies for 0.5 s" in said.err
    assert {one.headers["authorization"].split()[0] for one in server.asked} == {"ApiKey", "Bearer"}


def test_the_report_as_json_has_everything(tokens: str, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    with served(answer(200)) as server:
        assert run(tokens, server, "--format", "json", "--rules", rules) == Exit.OK

    report = json.loads(capsys.readouterr().out)
    assert report["acknowledged"]["events"] == report["sent"]["events"] > 0
    assert report["detections"] is None
    assert report["stored"] is None
    assert {one["tenant"] for one in report["attacks"]} <= {
        line.split()[0] for line in Path(tokens).read_text().splitlines()
    }


def test_what_the_server_rejects_is_said_with_its_words(tokens: str, capsys: pytest.CaptureFixture[str]) -> None:
    with served(answer(401, b"this token is not known")) as server:
        assert run(tokens, server) == Exit.OK

    assert "with 401: this token is not known" in capsys.readouterr().out


def test_the_events_of_a_run_can_be_written_to_files(
    tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*FLEET, "--duration", "60", "--out", str(tmp_path / "out"), "--rules", rules]) == Exit.OK

    assert "windows.ndjson" in capsys.readouterr().out
    lines = (tmp_path / "out" / "windows.ndjson").read_bytes().splitlines()
    assert all(b"winlog" in line for line in lines)
    expected = [json.loads(line) for line in (tmp_path / "out" / "expected.jsonl").read_text().splitlines()]
    assert all(one["tenant"] for one in expected)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--companies", "0"], "0 companies"),
        (["--url", "http://gateway.example"], "is not this machine"),
        (["--rate", "0"], "--rate 0.0"),
        (["--duration", "nan"], "--duration nan"),
        (["--workers", "0"], "--workers 0"),
        (["--most-events", "0"], "--most-events 0"),
        (["--attacks", "-1"], "--attacks -1"),
        (["--devices", "1"], "fewer than the 2 companies"),
        (["--noisy", "7=10x"], "no such company"),
        (["--noisy", "1=x"], "is not like 3=10x"),
        (["--noisy", "nobody-00001=10x"], "company 1 is"),
        (["--at", "soon"], "--at 'soon' is no time"),
        (["--at", "1000-01-01"], "not between 2000 and 2100"),
        ([], "--tokens and --data are missing"),
    ],
)
def test_a_wrong_argument_is_a_clear_error(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*FLEET, *arguments]) == Exit.USAGE

    assert words in capsys.readouterr().err


def test_an_empty_recording_is_a_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.ndjson").touch()

    assert main([*FLEET, "--recording", str(tmp_path / "empty.ndjson")]) == Exit.BAD_INPUT
    assert main([*FLEET, "--recording", str(tmp_path / "absent.evtx")]) == Exit.BAD_INPUT
    said = capsys.readouterr().err
    assert "no Windows events" in said
    assert "cannot read" in said


def test_a_folder_where_nothing_runs_is_a_clear_error(
    tmp_path: Path, tokens: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*FLEET, "--tokens", tokens, "--data", str(tmp_path)]) == Exit.UNWELL

    assert "no service runs in" in capsys.readouterr().err
