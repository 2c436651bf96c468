"""The entry point: picks the command, and turns every ending into an exit code and plain words."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from otasuke import __version__
from otasuke.cli.commands import COMMANDS, Command, Subparsers
from otasuke.cli.exits import CliError, Exit

EPILOG = "`otasuke COMMAND --help` says more. In a checkout, `./otasuke test` runs every check."


def main(argv: Sequence[str] | None = None, *, commands: Mapping[str, Command] = COMMANDS) -> int:
    """Run one command and return the exit code.

    argv  the arguments without the program's name; those of the process by default.
    With OTASUKE_DEBUG=1 in the environment, errors come with their traceback.
    """
    try:
        try:
            return _run(sys.argv[1:] if argv is None else argv, commands)
        finally:
            sys.stdout.flush()  # here, where a reader that has gone can still be handled
    except CliError as error:
        return _fail(error)
    except KeyboardInterrupt:
        print("\notasuke: interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return Exit.CLOSED_PIPE


def _run(argv: Sequence[str], commands: Mapping[str, Command]) -> int:
    name = argv[0] if argv and not argv[0].startswith("-") else None
    if name is None:
        return _run_without_command(argv, commands)
    if name not in commands:
        raise _unknown(name, commands)
    module = commands[name].load()
    parser, subparsers = _frame()
    module.register(subparsers)
    return module.run(parser.parse_args(argv))


def _run_without_command(argv: Sequence[str], commands: Mapping[str, Command]) -> int:
    """`--help`, `--version`, or nothing at all, which shows the help too."""
    parser, subparsers = _frame()
    for name, command in commands.items():
        subparsers.add_parser(name, help=command.help)
    parser.parse_args(argv)
    parser.print_help(sys.stderr)
    return Exit.USAGE


def _frame() -> tuple[argparse.ArgumentParser, Subparsers]:
    parser = argparse.ArgumentParser(
        prog="otasuke", description="Find attacks in the logs of small companies, with Sigma rules.", epilog=EPILOG
    )
    parser.add_argument("--version", action="version", version=f"otasuke {__version__}")
    return parser, parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")


def _unknown(name: str, commands: Mapping[str, Command]) -> CliError:
    near = get_close_matches(name, commands, n=1)
    hint = f"Did you mean `otasuke {near[0]}`?" if near else "`otasuke --help` lists the commands."
    return CliError(f"there is no command {name!r}", hint=hint, exit_code=Exit.USAGE)


def _fail(error: CliError) -> int:
    if os.environ.get("OTASUKE_DEBUG") == "1":
        raise error
    print(f"otasuke: {error.message}", file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)
    return error.exit_code


def _drop_stdout() -> None:
    """The reader has gone (`otasuke scan … | head`): keep Python from complaining about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
