"""SQL over stored events: read-only, of the tenants that were opened and nobody else, within limits.

DuckDB is given the events as a view, and then has its doors shut for good: files, network, extensions, settings.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from otasuke.lake.hunting.parts import Part
from otasuke.lake.hunting.sql_tables import tables_of, view_of

_FETCHED_AT_ONCE = 8
_LOCKS = (
    "SET TimeZone = 'Asia/Tokyo'",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class BadQuery(ValueError):
    """A query that is not run, or did not come to an end, and why."""


@dataclass(frozen=True, slots=True)
class SqlLimits:
    """What one query may take."""

    rows: int = 1000
    seconds: float = 300
    memory_mb: int = 2048
    threads: int = 2


@dataclass(frozen=True, slots=True)
class SqlAnswer:
    """The rows of an answer. is_cut: there are more."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def run_sql(
    query: str,
    parts: Sequence[Part],
    *,
    lake: Path,
    limits: SqlLimits,
    since: datetime | None = None,
    until: datetime | None = None,
) -> SqlAnswer:
    """Answer a query about the view `events`, which holds the events of the parts. Raises BadQuery, LakeError, OSError."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": limits.threads,
        "memory_limit": f"{limits.memory_mb}MB",
        "temp_directory": "",
    }
    with duckdb.connect(":memory:", config=config) as connection, ExitStack() as kept:
        _check(connection, query)
        _keep(parts, kept)
        tables = tables_of(lake, parts)
        for name, table in tables.items():
            connection.register(name, table)
        for statement in (view_of(connection, tables, since=since, until=until), *_LOCKS):
            connection.execute(statement)
        return _answer(connection, query, limits)


def _keep(parts: Sequence[Part], kept: ExitStack) -> None:
    """Have all files on the disk until the query is done: those of an object store are fetched, several at a time."""
    with ThreadPoolExecutor(_FETCHED_AT_ONCE, thread_name_prefix="fetch") as pool:
        for _ in pool.map(lambda part: kept.enter_context(part.keep()), parts):
            pass


def _check(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise BadQuery(str(error)) from error
    if len(statements) != 1:
        raise BadQuery(f"it has {len(statements)} statements; one SELECT is run at a time")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise BadQuery(f"{statements[0].type.name} is not allowed: events can be read with SELECT, and nothing else")


def _answer(connection: duckdb.DuckDBPyConnection, query: str, limits: SqlLimits) -> SqlAnswer:
    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        table: pa.Table = connection.sql(query).limit(limits.rows + 1).to_arrow_table()
    except duckdb.InterruptException as error:
        raise BadQuery(f"it was stopped after {limits.seconds:g} s; narrow the time or the columns") from error
    except duckdb.OutOfMemoryException as error:
        raise BadQuery(f"it needs more than {limits.memory_mb} MB of memory; ask for fewer rows or columns") from error
    except duckdb.Error as error:
        raise BadQuery(str(error)) from error
    finally:
        timer.cancel()
    columns = [column.to_pylist() for column in table.columns]
    rows = list(zip(*columns, strict=True))
    return SqlAnswer(tuple(table.column_names), rows[: limits.rows], len(rows) > limits.rows)
