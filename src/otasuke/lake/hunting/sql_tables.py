"""Stored events as tables for SQL: what is a tenant's own as data sets of files, what is shared as copies of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.dataset as ds

from otasuke.lake.columns import FIELD, LOGSOURCES, OTHERS, RECEIVED, SOURCE, TENANT, TIME
from otasuke.lake.errors import LakeError
from otasuke.lake.hunting.parts import Part
from otasuke.lake.storage.binding import store_of
from otasuke.lake.tables import opened

_TWINS = b"twins"
MOST_COPIED_ROWS = 5_000_000
_MOMENT = pa.timestamp("us", "UTC")
_ABOUT = {
    TENANT: pa.string(),
    TIME: _MOMENT,
    RECEIVED: _MOMENT,
    SOURCE: pa.string(),
    "sensor": pa.string(),
    "record": pa.int64(),
    LOGSOURCES: pa.string(),
    OTHERS: pa.string(),
}
_PARTITIONS = ds.partitioning(pa.schema([(TENANT, pa.string()), ("day", pa.string())]), flavor="hive")


class TooManyRecent(LakeError):
    """More recent events than fit into memory."""

    def __init__(self) -> None:
        super().__init__(
            f"there are more than {MOST_COPIED_ROWS:,} recent events to copy: name tenants, or an earlier end"
        )


def tables_of(lake: Path, parts: Sequence[Part]) -> dict[str, Any]:
    """By name what DuckDB reads, as long as all files are kept. In each, a field is either text everywhere or a list everywhere.

    Raises LakeError, OSError.
    """
    shared = [part for part in parts if not part.path.is_relative_to(lake / "recent")]
    root = store_of(lake).root
    tables: list[Any] = [_data_set(root, group) for group in _alike(shared)]
    tables += _copies([part for part in parts if part.path.is_relative_to(lake / "recent")])
    tables = tables or [pa.schema(list(_ABOUT.items())).empty_table()]
    return {f"_{number}": table for number, table in enumerate(tables)}


def view_of(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Any],
    *,
    since: datetime | None,
    until: datetime | None,
) -> str:
    """The statement that makes the view `events`: fields by their own names, a list of values as a JSON array."""
    columns = {name: _columns(connection, name, table.schema) for name, table in tables.items()}
    every = dict.fromkeys((*_ABOUT, *(column for found in columns.values() for column in found)))
    names = _different(every)
    moment = f"coalesce({_quoted(TIME)}, {_quoted(RECEIVED)})"
    bounds = [f"{moment} >= TIMESTAMPTZ '{since.isoformat()}'"] if since else []
    bounds += [f"{moment} < TIMESTAMPTZ '{until.isoformat()}'"] if until else []
    where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
    selects = [
        f"SELECT {', '.join(f'{found.get(column, _absent(column))} AS {_quoted(names[column])}' for column in every)} FROM {table}{where}"  # noqa: S608  quoted
        for table, found in columns.items()
    ]
    return f"CREATE VIEW events AS {' UNION ALL '.join(selects)}"


def _columns(connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema) -> dict[str, str]:
    """By column the expression that reads it. DuckDB renames what differs only in case."""
    renamed = connection.table(name).columns
    found = {
        one.name: f"to_json({_quoted(there)})::VARCHAR" if pa.types.is_list(one.type) else _quoted(there)
        for one, there in zip(schema, renamed, strict=True)
        if one.name in _ABOUT or one.name.startswith(FIELD)
    }
    twins = orjson.loads((schema.metadata or {}).get(_TWINS, b"{}"))
    return found | {twin: found[stored] for twin, stored in twins.items()}


def _different(columns: Iterable[str]) -> dict[str, str]:
    """A name for each column that differs from the others also when case is not looked at."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        bare = column if column in _ABOUT else column.removeprefix(FIELD)
        name, number = (column if bare.lower() in taken else bare), 2
        while name.lower() in taken:
            name, number = f"{bare}_{number}", number + 1
        names[column] = name
        taken.add(name.lower())
    return names


def _absent(column: str) -> str:
    return f"NULL::{'VARCHAR' if column not in _ABOUT or _ABOUT[column] == pa.string() else 'BIGINT'}"


@dataclass(frozen=True, slots=True)
class _Alike:
    """Files with the same lists and the same twins, and the fields that they have stored."""

    twins: Mapping[str, str]
    kinds: dict[str, pa.DataType] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)


def _alike(parts: Sequence[Part]) -> Iterable[_Alike]:
    groups: dict[tuple[frozenset[str], frozenset[tuple[str, str]]], _Alike] = {}
    for part in parts:
        with opened(part.path, dictionaries=False) as file:
            schema, twins = file.stored, file.twins
        lists = frozenset(one.name for one in schema if pa.types.is_list(one.type))
        group = groups.setdefault((lists, frozenset(twins.items())), _Alike(twins))
        group.kinds.update({one.name: one.type for one in schema if one.name.startswith(FIELD)})
        group.paths.append(str(part.path))
    return groups.values()


def _data_set(root: Path, group: _Alike) -> ds.Dataset:
    fields = {
        one: pa.list_(pa.string()) if pa.types.is_list(kind) else pa.string() for one, kind in group.kinds.items()
    }
    schema = pa.schema([*_ABOUT.items(), ("day", pa.string()), *sorted(fields.items())])
    schema = schema.with_metadata({_TWINS: orjson.dumps(group.twins)})
    return ds.dataset(group.paths, schema, format="parquet", partitioning=_PARTITIONS, partition_base_dir=str(root))


def _copies(parts: Sequence[Part]) -> list[pa.Table]:
    if sum(part.rows for part in parts) > MOST_COPIED_ROWS:
        raise TooManyRecent
    tables: list[pa.Table] = []
    for part in parts:
        with opened(part.path, dictionaries=False) as file:
            names = [name for name in file.names if name in _ABOUT or name.startswith(FIELD)]
            found = file.rows([rows for _, rows in part.owners], names)
            tables += [_without_empty_fields(table) for table in found]
    return tables


def _without_empty_fields(table: pa.Table) -> pa.Table:
    """Which fields others have in the same file is nobody's business."""
    empty = [name for name in table.column_names if table.column(name).null_count == len(table)]
    return table.drop_columns([name for name in empty if name.startswith(FIELD)])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
