import argparse
from importlib.util import find_spec

import pytest

from otasuke.cli.commands import COMMANDS, Command


def test_a_command_loads_the_module_it_names() -> None:
    module = Command("otasuke.cli.exits", "only a name here").load()

    assert module.__name__ == "otasuke.cli.exits"


def test_every_command_has_a_module_and_a_line_of_help() -> None:
    without = [name for name, command in COMMANDS.items() if not find_spec(command.module) or not command.help]

    assert without == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_module_registers_exactly_its_own_name(name: str) -> None:
    subparsers = argparse.ArgumentParser().add_subparsers()

    COMMANDS[name].load().register(subparsers)

    assert list(subparsers.choices) == [name]
