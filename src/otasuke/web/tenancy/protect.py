"""What PostgreSQL is told after every migration: who may see which rows, and that rows point to rows of the same tenant.

Row-level security is forced, so that it binds the owner too. The web signs in as MEMBER, which owns nothing. A policy
that names one tenant and one that names all would be joined by OR, and no index could serve it; so `across` becomes
another role, for which the second stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import models
from django.db.backends.utils import CursorWrapper

from otasuke.web.tenancy.models import TenantModel, all_models, tenant_column
from otasuke.web.tenancy.roles import MEMBER, OWNER, STAFF, TENANT

ALL_RIGHTS = "SELECT, INSERT, UPDATE, DELETE"
_CURRENT = f"(SELECT nullif(current_setting('{TENANT}', true), '')::uuid)"
"""As a subquery it is asked once for a statement, and an index can serve it."""


def protect(cursor: CursorWrapper) -> None:
    """Bring the rights and policies of the database to what the models say. Run as the owner, in a transaction.

    A model may have RIGHTS, what others than the owner may do with its table, and WRITTEN_BY_OWNER: functions of the
    database write to it, as the owner.
    """
    for statement in statements(_constraints(cursor)):
        cursor.execute(statement)


def statements(constraints: frozenset[str]) -> Iterator[str]:
    """What there is to run. constraints: the names of those that are there."""
    yield f"GRANT USAGE ON SCHEMA public TO {MEMBER}, {STAFF}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {MEMBER}, {STAFF}"
    yield f"GRANT SELECT ON django_migrations TO {MEMBER}"  # who works beside the web waits for its tables
    for model in all_models():
        yield from _rights(model)
        yield from _policies(model)
    for model in all_models():
        if issubclass(model, TenantModel):
            yield from _ties(model, constraints)


def _rights(model: type[models.Model]) -> Iterator[str]:
    table, rights = _quoted(model._meta.db_table), getattr(model, "RIGHTS", ALL_RIGHTS)
    yield f"REVOKE ALL ON {table} FROM PUBLIC, {MEMBER}, {STAFF}"
    if rights:
        yield f"GRANT {rights} ON {table} TO {MEMBER}, {STAFF}"


def _policies(model: type[models.Model]) -> Iterator[str]:
    column = tenant_column(model)
    if column is None:
        return
    table = _quoted(model._meta.db_table)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for role, may in ((MEMBER, f"{column} = {_CURRENT}"), (STAFF, "true"), *_for_owner(model)):
        yield f"DROP POLICY IF EXISTS {role} ON {table}"
        yield f"CREATE POLICY {role} ON {table} TO {role} USING ({may}) WITH CHECK ({may})"


def _for_owner(model: type[models.Model]) -> Sequence[tuple[str, str]]:
    return [(OWNER, "true")] if getattr(model, "WRITTEN_BY_OWNER", False) else []


def _ties(model: type[TenantModel], constraints: frozenset[str]) -> Iterator[str]:
    """Foreign keys that have the tenant in them."""
    table = model._meta.db_table
    for field in model._meta.local_fields:
        other = field.related_model
        if not (isinstance(other, type) and issubclass(other, TenantModel)):
            continue
        assert field.column
        name = f"{table}_{field.column}_tied"
        if name not in constraints:
            yield (
                f"ALTER TABLE {_quoted(table)} ADD CONSTRAINT {_quoted(name)} "
                f"FOREIGN KEY (customer_id, {_quoted(field.column)}) "
                f"REFERENCES {_quoted(other._meta.db_table)} (customer_id, id) DEFERRABLE INITIALLY DEFERRED"
            )


def _constraints(cursor: CursorWrapper) -> frozenset[str]:
    cursor.execute("SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace")
    return frozenset(name for (name,) in cursor.fetchall())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
