"""`otasuke demo`, as a visitor starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from otasuke.cli.demo.living import _settings, _stays
from otasuke.cli.exits import CliError, Exit
from otasuke.local.ports import free_port

SOURCE = str(Path(__file__).resolve().parents[3] / "src")
COMMAND = (sys.executable, "-m", "otasuke", "demo", "--companies", "2")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        Path(name).chmod(0o755)
        yield Path(name, "demo")


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": SOURCE, "OTASUKE_WEB_LISTEN": f"127.0.0.1:{free_port()}"}


def test_where_nothing_can_be_written_it_is_made_somewhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("os.environ", dict(os.environ))

    settings = _settings(Namespace(data=tmp_path / "file" / "x", reset=False), tmp_path)

    assert settings.is_demo
    assert settings.data_folder.parent == tmp_path
    assert "cannot write to" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stay", "once", "is_terminal", "stays"),
    [(False, False, True, True), (False, False, False, False), (True, False, False, True), (False, True, True, False)],
)
def test_it_stays_for_somebody_at_a_terminal_or_who_says_so(
    monkeypatch: pytest.MonkeyPatch, stay: bool, once: bool, is_terminal: bool, stays: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)

    assert _stays(Namespace(stay=stay, once=once)) is stays


def test_an_address_beyond_this_machine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {**os.environ, "OTASUKE_WEB_LISTEN": "0.0.0.0:9270"})

    with pytest.raises(CliError, match="OTASUKE_WEB_LISTEN: is not an address of this machine alone"):
        _settings(Namespace(data=tmp_path / "demo", reset=False), tmp_path)


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_without_a_terminal_it_shows_everything_and_ends(folder: Path) -> None:
    ended = subprocess.run(
        [*COMMAND, "--data", str(folder)], env=environment(), capture_output=True, text=True, check=False
    )

    assert ended.returncode == Exit.OK, ended.stderr
    assert re.search(r"http://127\.0\.0\.1:\d+/demo ", ended.stdout)
    assert "早瀬 遥" in ended.stdout
    assert "3,027 in = 3,026 events + 1 Rejects" in ended.stdout
    assert ended.stderr.endswith("otasuke: stopped\n")


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_the_second_time_it_is_there_again_and_stays_until_it_is_told_to_stop(folder: Path) -> None:
    command = [*COMMAND, "--data", str(folder), "--stay"]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout
        assert demo.stderr
        door = next(found[0] for line in demo.stdout if (found := re.search(r"http://\S+/demo", line)))
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        page = browser.open(door).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        answer = browser.open(f"{door}/become", urlencode({"csrfmiddlewaretoken": token[1], "who": "analyst"}).encode())
        assert any("3/4 playing" in line for line in demo.stderr)  # it is stopped in the middle of the stories
        demo.send_signal(signal.SIGINT)
        said = demo.communicate(timeout=60)[1]

    assert answer.url.endswith("/console")
    assert "早瀬 遥" in answer.read().decode()
    assert demo.returncode == Exit.OK
    assert said.endswith("otasuke: stopped\n")
