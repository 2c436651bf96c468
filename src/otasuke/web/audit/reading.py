"""Reading the audit log as its owner, without Django: whoever verifies it should need as little as possible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from otasuke.web.audit.verify import Link

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain and where it ends. customer: its id, or `-` for the provider's own; name: to show it by."""

    customer: str
    name: str
    number: int
    digest: bytes


class AuditLog:
    """The audit log of an open connection."""

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._connection = connection

    def chains(self) -> list[Chain]:
        """Every chain, the provider's own first; also one whose lines are gone, or whose end is."""
        names = self._names()
        found = self._connection.execute(
            "SELECT coalesce(nullif(chain, ''), '-'), number, digest FROM audit_auditchain "
            "UNION SELECT coalesce(customer_id::text, '-'), 0, ''::bytea FROM audit_auditline l WHERE NOT EXISTS "
            "(SELECT FROM audit_auditchain WHERE chain = coalesce(l.customer_id::text, '')) ORDER BY 1"
        )
        chains = [Chain(customer, names.get(customer, ""), number, bytes(digest)) for customer, number, digest in found]
        return sorted(chains, key=lambda one: one.name)

    def _names(self) -> dict[str, str]:
        """Customers by id. The owner himself is bound by their policies."""
        self._connection.execute("SET LOCAL ROLE otasuke_staff")
        found = self._connection.execute("SELECT id::text, tenant FROM customers_customer").fetchall()
        self._connection.execute("RESET ROLE")
        return dict(found)

    def links(self, customer: str) -> Iterator[Link]:
        """The lines of a chain in order; some at a time are held."""
        whose = "customer_id IS NULL" if customer == "-" else "customer_id = %s"
        given = [] if customer == "-" else [UUID(customer)]
        with self._connection.cursor(name="links") as cursor:
            cursor.itersize = _AT_ONCE
            question = f"SELECT number, at, verb, line, digest FROM audit_auditline WHERE {whose} ORDER BY number"  # noqa: S608  # two texts of ours
            cursor.execute(question.encode(), given)
            for number, at, verb, line, digest in cursor:
                yield Link(customer, number, at.astimezone(UTC), verb, line, bytes(digest))


@contextmanager
def opened(conninfo: str) -> Iterator[AuditLog]:
    """The log as it is at this moment, whatever is added meanwhile. conninfo: the owner's. Raises psycopg.Error."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield AuditLog(connection)
