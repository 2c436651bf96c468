"""Scopes: `tenant_scope` shows the rows of one tenant, `across` those of all. Without one a tenant's tables are empty.

A scope lives on a connection and in a transaction of it. PostgreSQL keeps to it (protect.py); guard.py gives the error
that a developer can read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from otasuke.web.tenancy.roles import STAFF, TENANT


@dataclass(frozen=True, slots=True)
class Scope:
    """customer: whose rows are shown; None: everybody's, and `reason` says what for."""

    customer: UUID | None
    reason: str = ""


_open: WeakKeyDictionary[BaseDatabaseWrapper, Scope] = WeakKeyDictionary()


@contextmanager
def tenant_scope(customer: UUID) -> Iterator[None]:
    """Show the rows of one tenant; may be opened inside of any other scope."""
    with _entered(Scope(customer)):
        yield


@contextmanager
def read_scope(customer: UUID) -> Iterator[None]:
    """The same for who writes nothing: where the rows of this tenant are shown already, nothing is begun."""
    before = scope_of(_wrapper())
    if before is not None and before.customer == customer:
        yield
        return
    with tenant_scope(customer):
        yield


@contextmanager
def across(reason: str) -> Iterator[None]:
    """Show the rows of all tenants. reason: why this has to see more than one; it stands in the code, not in a log."""
    with _entered(Scope(None, reason)):
        yield


def scope_of(one: BaseDatabaseWrapper) -> Scope | None:
    """What a connection shows now."""
    return _open.get(one)


@contextmanager
def _entered(scope: Scope) -> Iterator[None]:
    wrapper = _wrapper()
    before = _open.get(wrapper)
    ends_with_transaction = not wrapper.in_atomic_block
    with transaction.atomic():
        if before is not None and before.customer == scope.customer:
            yield  # it shows these rows already, also after a savepoint inside was undone
            return
        _tell(scope)
        _open[wrapper] = scope
        try:
            yield
        finally:
            _forget(wrapper, before)
        if not ends_with_transaction:
            _tell(before)  # after an error the transaction, or its savepoint, is undone, and what it was told with it


def _wrapper() -> BaseDatabaseWrapper:
    """The connection itself: `connection` is a proxy, another one in every thread."""
    from django.db import DEFAULT_DB_ALIAS, connections

    return connections[DEFAULT_DB_ALIAS]


def _forget(wrapper: BaseDatabaseWrapper, before: Scope | None) -> None:
    if before is None:
        _open.pop(wrapper, None)
    else:
        _open[wrapper] = before


def _tell(scope: Scope | None) -> None:
    role = STAFF if scope and scope.customer is None else "none"
    tenant = str(scope.customer) if scope and scope.customer else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config(%s, %s, true)", [role, TENANT, tenant])
