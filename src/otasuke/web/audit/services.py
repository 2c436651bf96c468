"""Adding lines to the audit log."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import orjson
from django.db import connection

Detail = str | int | bool | None


class Actor(Protocol):
    """Who does something."""

    @property
    def id(self) -> UUID: ...


def record(verb: str, *, actor: Actor | None, customer: UUID | None = None, target: str = "", **details: Detail) -> int:
    """Add a line to the customer's chain, or to the provider's own; its number there.

    verb    what was done, such as `contract.signed`.
    actor   who did it; None: the program itself.
    target  what it was done to: a kind and an id, never a content.
    Part of the transaction around it: what is undone was not recorded.
    """
    words = {"by": str(actor.id) if actor else None, "to": target, **details}
    text = orjson.dumps(words, option=orjson.OPT_SORT_KEYS).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT otasuke_audit(%s, %s, %s)", [customer, verb, text])
        (number,) = cursor.fetchone()
    return int(number)
