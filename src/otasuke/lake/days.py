"""Rows of several tenants become files of one tenant and one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from otasuke.lake.columns import RECEIVED, TENANT, moments
from otasuke.lake.tables import Numbers, microseconds, ordered, ranks
from otasuke.lake.writer import Pressed, pressed_for_now

Retention = Callable[[str], date | None]
"""Tenant → the first day that is kept; None keeps all."""
DAYS_BEFORE, DAYS_AFTER = 31, 1
"""An event that says it happened longer before it came, or after, is of the day on which it came, in a file of such events:
otherwise who makes up times would make a file for each."""
_DAY = 86_400_000_000
_BEGINNING = date(1970, 1, 1)


def files_of(table: pa.Table, retention: Retention | None) -> Iterator[tuple[str, Pressed]]:
    """Files that are not written yet, each with whose it is. What is older than the retention is left out."""
    days, strays = _days(table)
    table = ordered(table, ranks(table.column(TENANT)), days, strays)
    days, strays = _days(table)
    keys = np.stack((ranks(table.column(TENANT)), days, strays))
    firsts = np.flatnonzero(np.any(np.diff(keys, prepend=-1) != 0, axis=0)).tolist()
    for first, behind in zip(firsts, [*firsts[1:], len(table)], strict=True):
        tenant = table.column(TENANT)[first].as_py()
        day = _BEGINNING + timedelta(days=int(days[first]))
        kept_since = retention(tenant) if retention else None
        if kept_since is None or day >= kept_since:
            yield tenant, pressed_for_now(day, table.slice(first, behind - first).drop_columns([TENANT]))


def _days(table: pa.Table) -> tuple[Numbers, Numbers]:
    """For each row the day that it is filed under, counted from 1970, and whether it is another than it says."""
    happened = microseconds(moments(table)) // _DAY
    came = microseconds(table.column(RECEIVED)) // _DAY
    strays = (happened < came - DAYS_BEFORE) | (happened > came + DAYS_AFTER)
    return np.where(strays, came, happened), strays.astype(np.int64)
