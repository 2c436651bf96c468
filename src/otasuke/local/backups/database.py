"""PostgreSQL's part of a backup: a dump of each database, which also a newer PostgreSQL reads."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from otasuke.local.backups.contents import DATABASE, SavedDatabase
from otasuke.local.backups.errors import BackupError
from otasuke.local.postgres import ROLE, program

GLOBALS = f"{DATABASE}/globals.sql"
"""Roles and their passwords; only of a PostgreSQL that is ours."""
_ALL = (
    "select datname, pg_database_size(oid) from pg_database where datallowconn and not datistemplate order by datname"
)
_ONE = "select datname, pg_database_size(oid) from pg_database where datname = current_database()"
_TABLES = "select count(*) from pg_class where relkind in ('r', 'p', 'v', 'm', 'S') and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'"
_FIRST = "postgres"
"""The database that a new cluster has."""
_CONNECT_WITHIN_S = "5"


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL that runs. Its methods raise BackupError with PostgreSQL's words.

    is_ours  we started it: all its databases and roles belong to the service.
    """

    url: str
    is_ours: bool

    def databases(self) -> tuple[SavedDatabase, ...]:
        """The databases that belong to the service."""
        rows = self._sql(_ALL if self.is_ours else _ONE).splitlines()
        return tuple(SavedDatabase(name, int(size)) for name, _, size in (row.rpartition("|") for row in rows))

    def dump(self, backup: Path, saved: SavedDatabase) -> None:
        """Write a dump of one of them, as it is at one moment."""
        self._run("pg_dump", "--format=custom", f"--file={backup / saved.file}", database=saved.name)

    def dump_roles(self, backup: Path) -> None:
        """Write down the roles."""
        self._run("pg_dumpall", "--globals-only", f"--file={backup / GLOBALS}")

    def restore(self, backup: Path, databases: Sequence[SavedDatabase]) -> None:
        """Fill a PostgreSQL that holds nothing yet."""
        self.check_empty()
        if self.is_ours and (backup / GLOBALS).exists():
            self._restore_roles(backup / GLOBALS)
        for saved in databases:
            self._restore(backup, saved)

    def check_empty(self) -> None:
        """Raises BackupError if there is a table or a view."""
        if int(self._sql(_TABLES)):
            raise BackupError(
                "the database that OTASUKE_DATABASE_URL names is not empty",
                to_do="A backup is restored only where nothing is lost by it: name an empty database.",
            )

    def harms(self) -> str:
        """What is wrong with a PostgreSQL of ours: every page is compared with its checksum. "" if nothing is."""
        try:
            self._run("pg_basebackup", "--target=blackhole", "--wal-method=none", "--checkpoint=fast")
        except BackupError as error:
            return str(error)
        return ""

    def _restore(self, backup: Path, saved: SavedDatabase) -> None:
        has_to_be_made = self.is_ours and saved.name != _FIRST
        options = ("--create",) if has_to_be_made else ()
        self._run("pg_restore", "--exit-on-error", *options, str(backup / saved.file))

    def _restore_roles(self, file: Path) -> None:
        """All roles but the first one, which a new cluster has already."""
        text = file.read_text(encoding="utf-8").replace(f"\nCREATE ROLE {ROLE};\n", "\n")
        self._run("psql", "-XqAt", "--set=ON_ERROR_STOP=1", "--output=/dev/null", said=text)

    def _sql(self, sql: str) -> str:
        return self._run("psql", "-XqAt", "--set=ON_ERROR_STOP=1", "--command", sql)

    def _run(self, name: str, *arguments: str, database: str = "", said: str = "") -> str:
        """Run one of PostgreSQL's programs; the password goes by the environment, where others do not see it."""
        url, password = _apart(self.url, database)
        command = [program(name), "--no-password", *arguments, "--dbname", url]
        environment = os.environ | {"PGCONNECT_TIMEOUT": _CONNECT_WITHIN_S, "LC_ALL": "C"} | password
        done = subprocess.run(command, input=said, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # our own words
        if done.returncode != 0:
            raise BackupError(f"PostgreSQL: {_last_words(done.stderr) or f'{name} ended with {done.returncode}'}")
        return done.stdout


def _apart(url: str, database: str) -> tuple[str, dict[str, str]]:
    """The URL without its password, for another database if one is named, and the password."""
    parts = urlsplit(url)
    account, _, hosts = parts.netloc.rpartition("@")
    user, _, secret = account.partition(":")
    query = dict(parse_qsl(parts.query))
    password = unquote(secret) or query.pop("password", "")
    path = f"/{quote(database, safe='')}" if database else parts.path
    netloc = f"{user}@{hosts}" if user else hosts
    bare = f"{parts.scheme}://{netloc}{path}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")
    return bare, {"PGPASSWORD": password} if password else {}


def _last_words(said: str) -> str:
    return " ".join(line.strip() for line in said.strip().splitlines()[-3:])
