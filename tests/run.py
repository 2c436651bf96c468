"""Every check of the checkout, as `./otasuke test` runs it: ruff, mypy, the walls, pytest.

    ./otasuke test                     everything
    ./otasuke test tests/normalise     ruff, mypy and the walls as always; of pytest only this
    ./otasuke test -n 0 -k syslog      any other option of pytest, too

A failed step does not stop the next one. The exit code is 0 if all went well, else 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from walls.checks import function_lengths

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True, slots=True)
class Step:
    """One check, and how Python runs it."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended."""

    name: str
    passed: bool
    took_s: float

    def __str__(self) -> str:
        return f"{self.name} {'ok' if self.passed else 'FAILED'} {self.took_s:.1f} s"


def steps(pytest_arguments: Sequence[str]) -> list[Step]:
    return [
        Step("ruff check", ("-m", "ruff", "check", "--quiet")),
        Step("ruff format", ("-m", "ruff", "format", "--check", "--quiet")),
        Step("mypy", ("-m", "mypy")),
        Step("import-linter", ("-c", LINT_IMPORTS)),
        Step("pytest", ("-m", "pytest", "-q", "--dist", "loadgroup", "-n", WORKERS, *pytest_arguments)),
    ]


def run(step: Step) -> Outcome:
    print(f"\n== {step.name}", flush=True)
    began = time.monotonic()
    ended = subprocess.run([sys.executable, *step.arguments], cwd=ROOT, env=environment(), check=False)
    return Outcome(step.name, ended.returncode == 0, time.monotonic() - began)


def environment() -> dict[str, str]:
    """Python keeps what it has compiled: hundreds of processes start in tests, and each would compile all of it again."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return ours | {"PYTHONPATH": str(ROOT / "src")}


def main(pytest_arguments: Sequence[str]) -> int:
    outcomes = [run(step) for step in steps(pytest_arguments)]
    lengths = function_lengths(ROOT)
    print(f"\n{len(lengths)} functions in src, median {median(lengths):g} lines, longest {max(lengths)}")
    print("; ".join(str(outcome) for outcome in outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
