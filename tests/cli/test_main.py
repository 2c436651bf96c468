import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from otasuke import __version__
from otasuke.cli.commands import Command
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.main import main

SRC = Path(__file__).parents[2] / "src"

TALKATIVE = """
import sys, types
from otasuke.cli.commands import Command
from otasuke.cli.main import main
talk = lambda args: print("a line that nobody reads\\n" * 100_000) or 0
sys.modules["talk"] = types.SimpleNamespace(register=lambda subparsers: subparsers.add_parser("talk"), run=talk)
sys.exit(main(["talk"], commands={"talk": Command("talk", "")}))
"""


def greet(run: Callable[[argparse.Namespace], int]) -> Mapping[str, Command]:
    """A command line with one command, `greet NAME`, which does what `run` does."""

    def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        subparsers.add_parser("greet").add_argument("name")

    sys.modules["made_up_greet"] = SimpleNamespace(register=register, run=run)
    return {"greet": Command("made_up_greet", "say hello"), "broken": Command("no_such_module", "cannot be imported")}


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(args: argparse.Namespace) -> int:
        raise error

    return run


def test_a_command_gets_its_arguments_and_its_code_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def run(args: argparse.Namespace) -> int:
        print(f"hello {args.name}")
        return 7

    exit_code = main(["greet", "Mori"], commands=greet(run))

    assert (exit_code, capsys.readouterr().out) == (7, "hello Mori\n")


def test_help_lists_every_command_without_importing_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"], commands=greet(lambda args: 0))

    assert ended.value.code == Exit.OK
    assert "cannot be imported" in capsys.readouterr().out


def test_no_command_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main([], commands=greet(lambda args: 0))

    assert exit_code == Exit.USAGE
    assert "say hello" in capsys.readouterr().err


def test_an_unknown_command_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["gret", "Mori"], commands=greet(lambda args: 0))

    assert exit_code == Exit.USAGE
    assert "there is no command 'gret'\nDid you mean `otasuke greet`?" in capsys.readouterr().err


def test_a_command_like_no_other_points_to_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["xyzzy"], commands=greet(lambda args: 0))

    assert exit_code == Exit.USAGE
    assert "`otasuke --help` lists the commands." in capsys.readouterr().err


def test_what_the_user_can_mend_is_said_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    error = CliError("no name", hint="Give one.", exit_code=Exit.BAD_RULES)

    exit_code = main(["greet", "Mori"], commands=greet(raising(error)))

    assert (exit_code, capsys.readouterr().err) == (4, "otasuke: no name\nGive one.\n")


def test_debug_lets_the_error_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTASUKE_DEBUG", "1")

    with pytest.raises(CliError, match="no name"):
        main(["greet", "Mori"], commands=greet(raising(CliError("no name"))))


def test_ctrl_c_ends_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = main(["greet", "Mori"], commands=greet(raising(KeyboardInterrupt())))

    assert (exit_code, capsys.readouterr().err) == (130, "\notasuke: interrupted\n")


def test_a_reader_that_goes_away_is_no_news() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    env = os.environ | {"PYTHONPATH": str(SRC)}

    command = [sys.executable, "-c", TALKATIVE]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=env, check=False)
    os.close(writing)

    assert (ended.returncode, ended.stderr) == (Exit.CLOSED_PIPE, b"")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])

    assert capsys.readouterr().out == f"otasuke {__version__}\n"
