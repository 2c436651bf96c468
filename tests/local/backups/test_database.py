"""Dumps of a real PostgreSQL; passwords are on no command line; harmed pages are found."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.backups.full import settings_of, sql
from otasuke.config import Settings
from otasuke.local.backups.contents import DATABASE, SavedDatabase
from otasuke.local.backups.database import GLOBALS, Database, _apart
from otasuke.local.backups.errors import BackupError
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor


@pytest.fixture
def settings(enterable: Path) -> Iterator[Settings]:
    """A PostgreSQL that runs."""
    supervisor = Supervisor([Postgres(enterable).service()], say=lambda _: None)
    supervisor.start()
    yield settings_of(enterable)
    supervisor.stop()


def ours(settings: Settings) -> Database:
    return Database(Postgres(settings.data_folder).url, is_ours=True)


def other(settings: Settings, name: str) -> Database:
    """A database as somebody else's: known by its URL only."""
    return Database(Postgres(settings.data_folder).url.replace("/postgres?", f"/{name}?"), is_ours=False)


def test_a_database_of_others_goes_from_one_to_another(settings: Settings, tmp_path: Path) -> None:
    for name in ("mine", "empty"):
        sql(settings, f"create database {name}")
    sql(settings, "create table t (name text); insert into t values ('花子')", "mine")
    (tmp_path / DATABASE).mkdir()

    (saved,) = other(settings, "mine").databases()
    other(settings, "mine").dump(tmp_path, saved)
    other(settings, "empty").restore(tmp_path, [saved])

    assert (saved.name, saved.size_bytes > 0) == ("mine", True)
    assert sql(settings, "select name from t", "empty") == "花子"


def test_a_database_that_holds_something_is_never_filled(settings: Settings, tmp_path: Path) -> None:
    sql(settings, "create table t (name text)")

    with pytest.raises(BackupError, match="is not empty"):
        other(settings, "postgres").restore(tmp_path, [])


def test_databases_with_odd_names_are_saved_too(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    sql(settings, 'create database "a/b ""c"" 報告"')

    saved = ours(settings).databases()
    for one in saved:
        ours(settings).dump(tmp_path, one)
    ours(settings).dump_roles(tmp_path)

    assert [one.name for one in saved] == ['a/b "c" 報告', "postgres"]
    assert all((tmp_path / one.file).stat().st_size for one in saved)
    assert "ALTER ROLE otasuke" in (tmp_path / GLOBALS).read_text()


def test_a_sound_database_has_no_harm_and_a_flipped_byte_of_an_index_is_one(settings: Settings) -> None:
    folder = settings.data_folder
    sql(settings, "create table t as select i, md5(i::text) from generate_series(1, 5000) i; create index on t (md5)")
    file = folder / "postgresql" / sql(settings, "select pg_relation_filepath('t_md5_idx')")
    sql(settings, "checkpoint")
    sound = ours(settings).harms()

    data = bytearray(file.read_bytes())
    data[20_000] ^= 1
    file.write_bytes(data)

    assert sound == ""
    assert "checksum" in ours(settings).harms()


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    gone = Database("postgresql://otasuke:himitsu@127.0.0.1:9/x", is_ours=False)

    with pytest.raises(BackupError, match=r"PostgreSQL: .*refused") as error:
        gone.databases()

    assert "himitsu" not in str(error.value)


def test_a_dump_that_cannot_be_written_is_an_error(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No such file or directory"):
        ours(settings).dump(tmp_path / "missing", SavedDatabase("postgres", 0))


def test_no_password_is_seen_in_the_list_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def note(command: list[str], **options: dict[str, str]) -> subprocess.CompletedProcess[str]:
        seen.append((command, options["env"]))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", note)
    Database("postgresql://u:p%40ss@db:5432/x?sslmode=require", is_ours=False).databases()

    ((command, environment),) = seen
    assert "p%40ss" not in " ".join(command)
    assert environment["PGPASSWORD"] == "p@ss"


@pytest.mark.parametrize(
    ("url", "database", "bare", "password"),
    [
        ("postgresql://u:p@h:1/x", "", "postgresql://u@h:1/x", "p"),
        ("postgresql://u:p@/x?host=%2Fs", "a/b", "postgresql://u@/a%2Fb?host=%2Fs", "p"),
        ("postgresql://h/x?user=u&password=p%26", "", "postgresql://h/x?user=u", "p&"),
        ("postgres://u@h1,h2/x", "y", "postgres://u@h1,h2/y", None),
        ("postgresql:///x", "", "postgresql:///x", None),
    ],
)
def test_a_url_is_taken_apart(url: str, database: str, bare: str, password: str | None) -> None:
    assert _apart(url, database) == (bare, {"PGPASSWORD": password} if password else {})
