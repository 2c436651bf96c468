"""The database of the web: its roles, the database itself, and its tables as of this version.

`prepare_roles` and `migrate` are run by whoever starts the web, before it; both may be run again at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from otasuke.web.tenancy.roles import MEMBER, OWNER, STAFF

NAME = "otasuke"
_LOCK = 0x07A5
_MAINTENANCE = "postgres"


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in to a database."""

    host: str
    port: str
    name: str
    user: str
    password: str

    @property
    def conninfo(self) -> str:
        """As libpq wants it."""
        return make_conninfo(
            host=self.host, port=self.port or None, dbname=self.name, user=self.user, password=self.password
        )


def read_login(conninfo: str) -> Login:
    """The login that a URL or a connection string of PostgreSQL describes."""
    parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    return Login(
        host=parts.get("host", "localhost"),
        port=parts.get("port", ""),
        name=parts.get("dbname", _MAINTENANCE),
        user=parts.get("user", ""),
        password=parts.get("password", ""),
    )


@dataclass(frozen=True, slots=True)
class Logins:
    """administrator: may make roles and databases; owner: owns the tables; member: what the web runs as."""

    administrator: Login
    owner: Login
    member: Login


def logins(url: str, *, owner_password: str, member_password: str, name: str = NAME) -> Logins:
    """The three logins to the server of `url`, which is the administrator's."""
    administrator = read_login(url)
    return Logins(
        administrator,
        replace(administrator, name=name, user=OWNER, password=owner_password),
        replace(administrator, name=name, user=MEMBER, password=member_password),
    )


def prepare_roles(chosen: Logins) -> None:
    """See to it that the roles and the database are there. Raises psycopg.Error."""
    with psycopg.connect(chosen.administrator.conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # two that start at once make them once
        _make_role(connection, OWNER, chosen.owner.password)
        _make_role(connection, MEMBER, chosen.member.password)
        _make_role(connection, STAFF, None)
        for role in (MEMBER, OWNER):
            connection.execute(_words("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE", STAFF, role))
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", chosen.owner.name):
            connection.execute(_words("GRANT {} TO CURRENT_USER", OWNER))
            connection.execute(_words("CREATE DATABASE {} OWNER {}", chosen.owner.name, OWNER))
    _close_to_others(chosen)


def _close_to_others(chosen: Logins) -> None:
    with psycopg.connect(chosen.owner.conninfo, autocommit=True) as connection:
        connection.execute(_words("REVOKE ALL ON DATABASE {} FROM PUBLIC", chosen.owner.name))
        connection.execute(_words("GRANT CONNECT ON DATABASE {} TO {}", chosen.owner.name, MEMBER))
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def _make_role(connection: psycopg.Connection, name: str, password: str | None) -> None:
    if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", name):
        connection.execute(_words("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE", name))
    if password is not None:
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        )


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    return connection.execute(question.encode(), [name]).fetchone() is not None


def _words(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
