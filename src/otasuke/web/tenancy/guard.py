"""The guard: whoever asks a tenant's table without a scope gets an error that says so, not an empty answer.

It looks at the statements themselves, so that no way through the ORM leads around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from otasuke.web.tenancy.errors import NoTenantScope
from otasuke.web.tenancy.roles import OWNER
from otasuke.web.tenancy.scope import scope_of

_QUOTED = re.compile(r'"([^"]+)"')
_STATEMENTS = 4096


def guard(
    execute: Callable[[str, Any, bool, dict[str, Any]], Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001  # Django's order
    context: dict[str, Any],
) -> Any:
    """Run a statement. Raises NoTenantScope. A wrapper as `connection.execute_wrappers` wants it.

    The owner, who migrates, is bound by the policies alone: what he says is about tables, not about rows.
    """
    connection = context["connection"]
    if scope_of(connection) is None and connection.settings_dict["USER"] != OWNER and (table := _tenant_table(sql)):
        raise NoTenantScope(table)
    return execute(sql, params, many, context)


def guard_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard before a new connection; a receiver of `connection_created`."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


@lru_cache(_STATEMENTS)
def _tenant_table(sql: str) -> str | None:
    """The first tenant's table that a statement names. The ORM quotes all names."""
    return next((name for name in _QUOTED.findall(sql) if name in tenant_tables()), None)


@cache
def tenant_tables() -> frozenset[str]:
    """The tables whose rows belong to tenants, and the table of tenants."""
    from otasuke.web.tenancy.models import all_models, tenant_column

    return frozenset(model._meta.db_table for model in all_models() if tenant_column(model))
