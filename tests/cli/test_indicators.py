"""`otasuke indicators check` says what is in lists, what is left out, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main

LIST = "value,confidence,valid_until\nevil.jp,90,\n8.8.8.8,,\nold.jp,,2020-01-01\nwww.sakura.jp,,\n"


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return str(path)


def test_what_can_be_used_and_what_is_left_out_is_said(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["indicators", "check", path, "--own", "sakura.jp"])

    assert exit_code == Exit.OK
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: 4 indicators",
        "left out, public resolvers: 1 (8.8.8.8)",
        "left out, the customer's own: 1 (www.sakura.jp)",
        "2 indicators can be used: 2 domain; 1 of them have expired and count for older events only",
    ]


def test_the_same_as_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(path).write_text(LIST + "no!\n")

    exit_code = main(["indicators", "check", path, "--format", "json"])

    said = json.loads(capsys.readouterr().out)
    assert exit_code == Exit.BAD_INPUT
    assert said["lists"][0]["first_faults"] == ["line 6: 'no!' is no address, network, domain, hash or URL"]
    assert (said["usable"], said["expired"], said["refused"]) == (3, 1, {"public resolvers": 1})


def test_lists_of_which_nothing_is_left_are_bad_input(path: str) -> None:
    Path(path).write_text("8.8.8.8\n")

    assert main(["indicators", "check", path]) == Exit.BAD_INPUT


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--own", "x"], "'x' is no address"), (["--allowed", __file__], "does not say what is allowed: it is no TOML")],
)
def test_a_bad_guard_is_an_error_with_words(
    path: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["indicators", "check", path, *arguments]) == Exit.BAD_INPUT
    assert words in capsys.readouterr().err
