"""Databases with the tables of the web that are copied, which takes a second; to migrate takes ten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import sql

from otasuke.web.project.database import Logins, prepare_roles

AS_MADE = "as_made"


def keep_as_made(chosen: Logins) -> None:
    """Keep a copy of a database, to be copied again. Nobody may be connected to it."""
    _copy(chosen, chosen.owner.name, AS_MADE)


@contextmanager
def copied(chosen: Logins, name: str) -> Iterator[Logins]:
    """A database as it was when it was kept, on the same server. It is gone afterwards."""
    own = replace(chosen, owner=replace(chosen.owner, name=name), member=replace(chosen.member, name=name))
    _copy(chosen, AS_MADE, name)
    prepare_roles(own)
    yield own
    _tell(chosen, "DROP DATABASE {} WITH (FORCE)", name)


def _copy(chosen: Logins, what: str, name: str) -> None:
    _tell(chosen, "CREATE DATABASE {} TEMPLATE {} OWNER {}", name, what, chosen.owner.user)


def _tell(chosen: Logins, words: str, *names: str) -> None:
    with psycopg.connect(chosen.administrator.conninfo, autocommit=True) as administrator:
        administrator.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
