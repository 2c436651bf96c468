"""`otasuke audit`, on a database and on a file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from otasuke.web.project.database import prepare_roles
from otasuke.web.project.serving import environment


def otasuke(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "otasuke", "audit", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The data folder of a service with two lines in its audit log."""
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        path = Path(name)
        path.chmod(0o755)
        database = Supervisor([Postgres(path).service()], say=lambda _: None)
        database.start()
        try:
            settings = Settings(path)
            logins = web_logins(settings)
            prepare_roles(logins)
            told = environment(settings, logins.owner, secret="made up for a test")
            subprocess.run([sys.executable, "-m", "otasuke.web.project.migrate"], env=os.environ | told, check=True)
            with psycopg.connect(logins.owner.conninfo) as connection:
                for _ in range(2):
                    connection.execute("SELECT otasuke_audit(NULL, 'person.signed_in', '{}')")
            yield path
        finally:
            database.stop()


def test_a_log_is_verified_exported_and_verified_elsewhere(folder: Path, tmp_path: Path) -> None:
    export = tmp_path / "audit.ndjson"

    verified = otasuke("verify", "--data", str(folder))
    exported = otasuke("export", str(export), "--data", str(folder))
    elsewhere = otasuke("verify", "--file", str(export))

    assert (verified.returncode, verified.stderr) == (0, "1 chains, 2 lines: whole\n")
    assert exported.stdout.startswith("provider: 2 lines, ")
    assert (elsewhere.returncode, elsewhere.stderr) == (0, f"{export}: whole\n")


def test_a_flipped_byte_of_an_export_is_named(folder: Path, tmp_path: Path) -> None:
    export = tmp_path / "audit.ndjson"
    otasuke("export", str(export), "--data", str(folder))
    export.write_bytes(export.read_bytes().replace(b'"line":"2 2', b'"line":"2 3', 1))

    verified = otasuke("verify", "--file", str(export))

    assert (verified.returncode, verified.stdout) == (5, "- line 2: was changed: its digest does not fit\n")


def test_an_export_never_replaces_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.ndjson").touch()

    refused = otasuke("export", str(tmp_path / "audit.ndjson"), "--data", str(folder))

    assert refused.returncode == 3
    assert "an export never replaces one" in refused.stderr


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for arguments, words in (
        (("verify", "--data", str(tmp_path)), "has no web, and so no audit log"),
        (("verify", "--file", str(tmp_path / "none")), "cannot read"),
    ):
        refused = otasuke(*arguments)
        assert refused.returncode == 3
        assert words in refused.stderr
