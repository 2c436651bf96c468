"""An engine, ready to match: compiled code and prepared rules from the cache, or made now."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.rule_files import Placeholders, prepared_rules

if TYPE_CHECKING:
    from otasuke.detect.engine.engine import Engine
    from otasuke.detect.kernel.binary import Kernel
    from otasuke.detect.plan.saved import SavedRules


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine and the rules it runs; a rule's number is its position in both."""

    engine: Engine
    rules: SavedRules


@dataclass(frozen=True, slots=True)
class Prepared:
    """Compiled code and compiled rules as bytes: what another process needs to have the same engine."""

    kernel: bytes
    rules: bytes

    def open(self) -> Ready:
        """The engine."""
        from otasuke.detect.engine.engine import Engine
        from otasuke.detect.kernel.binary import load_kernel
        from otasuke.detect.plan.saved import load

        rules = load(self.rules)
        return Ready(Engine(rules.plan, load_kernel(self.kernel), rules.rule), rules)


def prepare(rule_paths: Sequence[str], placeholders: Placeholders, artefacts: Artefacts) -> Prepared:
    """What the engine for the rules in these files and folders is made of."""
    rules = prepared_rules(rule_paths, placeholders, artefacts)
    return Prepared(_kernel(artefacts), rules)


def _kernel(artefacts: Artefacts) -> bytes:
    """The matching code for this processor; compiles it, visibly, if it is not kept."""
    from otasuke.detect.kernel.binary import fingerprint

    key = fingerprint()
    with artefacts.alone("kernel"):
        return artefacts.read("kernel", key) or _compiled(artefacts, key)


def _compiled(artefacts: Artefacts, key: str) -> bytes:
    from otasuke.detect.kernel.binary import compile_kernel

    print("otasuke: Preparing the engine for this processor, once: about half a minute …", file=sys.stderr, flush=True)
    begun = time.monotonic()
    binary = compile_kernel()
    print(f"otasuke: The engine is ready after {time.monotonic() - begun:.0f} s.", file=sys.stderr, flush=True)
    artefacts.write("kernel", key, binary)
    return binary


def prepared_kernel(artefacts: Artefacts) -> Kernel:
    """The matching code, ready to run."""
    from otasuke.detect.kernel.binary import load_kernel

    return load_kernel(_kernel(artefacts))


def parse_placeholders(texts: Sequence[str]) -> dict[str, list[str]]:
    """NAME=VALUE, where the same name may come several times, as the values of each name."""
    values: dict[str, list[str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise CliError(
                f"--placeholder {text!r} is not NAME=VALUE",
                hint="For example: --placeholder 'Workstations=PC-*'",
                exit_code=Exit.USAGE,
            )
        values.setdefault(name.strip("%"), []).append(value)
    return values
