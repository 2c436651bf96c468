import os
import subprocess
import sys
from pathlib import Path

from otasuke import __version__
from otasuke.cli.exits import Exit

SRC = Path(__file__).parent.parent / "src"


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "otasuke", "--version"]
    env = os.environ | {"PYTHONPATH": str(SRC)}

    ended = subprocess.run(command, env=env, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (Exit.OK, f"otasuke {__version__}\n".encode())
