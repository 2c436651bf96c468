"""The systemd units and the Containerfile name what is there, and are as closed as docs/how/install.md says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from otasuke.cli.commands import COMMANDS
from otasuke.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
UNITS = ROOT / "packaging" / "systemd"
CONTAINERFILE = (ROOT / "packaging" / "Containerfile").read_text()
SERVICES = ("otasuke.service", "otasuke-backup.service")
PROGRAM = re.compile(r"/opt/otasuke/(\.venv/bin/python -m )?otasuke(?= )")


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units as they would be installed, with a Python that is there."""
    for path in UNITS.iterdir():
        (tmp_path / path.name).write_text(PROGRAM.sub(f"{sys.executable} -m otasuke", path.read_text()))
    return [str(tmp_path / path.name) for path in UNITS.iterdir()]


def analyze(*arguments: str) -> str:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("there is no systemd-analyze here")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def commands() -> list[list[str]]:
    """Every call of otasuke in the units and the Containerfile."""
    started = [
        PROGRAM.split(line)[-1].split()
        for path in UNITS.glob("*.service")
        for line in path.read_text().splitlines()
        if line.startswith("ExecStart=")
    ]
    health = re.search(r"HEALTHCHECK.* CMD (\[.*\])", CONTAINERFILE)
    usual = re.search(r"^CMD (\[.*\])", CONTAINERFILE, re.MULTILINE)
    assert health is not None
    assert usual is not None
    return [*started, json.loads(health[1])[3:], json.loads(usual[1])]


def test_systemd_understands_the_units(units: list[str]) -> None:
    assert analyze("verify", "--man=no", *units) == ""


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_are_closed(units: list[str], name: str) -> None:
    (path,) = (unit for unit in units if unit.endswith(f"/{name}"))

    said = analyze("security", "--offline=true", "--no-pager", "--threshold=15", path)

    assert "Overall exposure level" in said


def test_every_command_that_is_started_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = commands()

    assert {command[0] for command in found} == {"up", "backup", "verify", "status", "ship"}
    for command in found:
        assert command[0] in COMMANDS
        with pytest.raises(SystemExit) as end:  # the arguments are understood, up to the last one
            main([*command, "--help"])
        assert end.value.code == 0


def test_backup_and_service_use_the_same_folders_and_settings() -> None:
    same = ("User", "Group", "StateDirectory", "CacheDirectory", "Environment", "EnvironmentFile", "UMask")
    service, backup = (
        [line for line in (UNITS / name).read_text().splitlines() if line.partition("=")[0] in same]
        for name in SERVICES
    )

    assert service
    assert sorted(service) == sorted(backup)


def test_the_image_installs_locked_packages_and_runs_as_an_account_of_its_own() -> None:
    lines = CONTAINERFILE.splitlines()

    assert "--require-hashes" in CONTAINERFILE
    assert lines.index("USER otasuke") < lines.index('CMD ["up"]')
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    kept = (ROOT / ".containerignore").read_text()
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name
        assert f"!{name}\n" in kept
