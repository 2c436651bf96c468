"""Every command by name. A command's module is imported only when it is the one that was asked for.

To add one, write `otasuke/cli/<name>.py` and give it a line in COMMANDS.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, TypeAlias, cast

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  it has no public name


class CommandModule(Protocol):
    """What a command's module holds.

    register  adds the parser of its command, under the command's name.
    run       does the work and returns an exit code; raises CliError for what the user can mend.
    """

    def register(self, subparsers: Subparsers) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the module that holds it, and its line in `otasuke --help`."""

    module: str
    help: str

    def load(self) -> CommandModule:
        """Import the module."""
        return cast(CommandModule, import_module(self.module))


COMMANDS: Mapping[str, Command] = {
    "up": Command("otasuke.cli.up", "run the service on this machine"),
    "sensor": Command("otasuke.cli.sensor", "give a sensor its token, list and revoke"),
    "quota": Command("otasuke.cli.quota", "show and set how much a tenant may send"),
    "tenant": Command("otasuke.cli.tenant", "set what a contract says: rules off, time zone, retention"),
    "status": Command("otasuke.cli.status", "say what runs on this machine"),
    "backup": Command("otasuke.cli.backup", "save everything, while the service runs"),
    "restore": Command("otasuke.cli.restore", "make a data folder of a backup"),
    "verify": Command("otasuke.cli.verify", "read every stored byte, of the data or of a backup"),
    "dead": Command("otasuke.cli.dead", "look at what nobody could read, and send it again"),
    "audit": Command("otasuke.cli.audit", "see whether the audit log is whole, and export it"),
    "staff": Command("otasuke.cli.staff", "invite people who work for the provider"),
    "jobs": Command("otasuke.cli.jobs", "look at the web's background jobs, and try them again"),
    "lake": Command("otasuke.cli.lake", "look after the stored events"),
    "hunt": Command("otasuke.cli.hunt", "look for something in the stored events"),
    "ship": Command("otasuke.cli.ship", "send log files to the gateway as they grow"),
    "serve": Command("otasuke.cli.serve", "run one process of the service"),
    "scan": Command("otasuke.cli.scan", "find attacks in recorded logs"),
    "learn": Command("otasuke.cli.learn", "find what is unusual in recorded logs"),
    "rules": Command("otasuke.cli.rules", "check, test, explain and count rules"),
    "indicators": Command(
        "otasuke.cli.indicators", "choose lists of indicators that are looked for, and look into them"
    ),
    "advice": Command("otasuke.cli.advice", "say in plain words what a rule means for a customer"),
    "simulate": Command("otasuke.cli.simulate", "drive a gateway with a made-up fleet and attacks hidden in it"),
    "bench": Command("otasuke.cli.bench", "measure how fast the engine is here"),
    "demo": Command("otasuke.cli.demo", "start the service with companies that do not exist, and show it"),
}
