"""The contracts of import-linter, run for real on copies of this checkout that were broken on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

BROKEN = [
    ("jp/x.py", "import otasuke.events.names", "otasuke.jp is not allowed to import otasuke.events"),
    ("events/x.py", "import otasuke.detect.rule", "otasuke.events is not allowed to import otasuke.detect"),
    ("events/x.py", "import otasuke.normalise.base", "otasuke.events is not allowed to import otasuke.normalise"),
    ("normalise/x.py", "import otasuke.detect.rule", "otasuke.normalise is not allowed to import otasuke.detect"),
    ("detect/x.py", "import otasuke.normalise.base", "otasuke.detect is not allowed to import otasuke.normalise"),
    ("detect/x.py", "import otasuke.cli.main", "otasuke.detect is not allowed to import otasuke.cli"),
    ("cli/x.py", "import otasuke.__main__", "otasuke.cli is not allowed to import otasuke.__main__"),
    ("normalise/x.py", "import socket", "otasuke.normalise is not allowed to import socket"),
    ("detect/x.py", "import asyncio", "otasuke.detect is not allowed to import asyncio"),
    ("events/x.py", "import subprocess", "otasuke.events is not allowed to import subprocess"),
    ("detect/x.py", "import django", "otasuke.detect is not allowed to import django"),
    ("cli/x.py", "import sigma.rule", "otasuke is not allowed to import sigma"),
    ("newcomer/__init__.py", "", "newcomer"),
]


def lint(root: Path) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    ended = lint(copy)

    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(("module", "line", "fault"), BROKEN)
def test_a_broken_contract_is_found_out(module: str, line: str, fault: str, copy: Path) -> None:
    path = copy / "src/otasuke" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""Broken on purpose."""\n{line}\n')

    ended = lint(copy)

    assert ended.returncode == 1
    assert fault in ended.stdout
