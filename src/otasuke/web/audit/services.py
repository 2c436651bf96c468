"""Adding lines to the audit log, and telling those who listen what was added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import orjson
from django.db import connection

Detail = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done to a customer, as its line says it."""

    customer: UUID | None
    target: str
    details: Mapping[str, Detail]


Listener = Callable[[str, Sequence[Done]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have somebody told each verb, and what it was done to, in the transaction in which it was done."""
    if listener not in _listeners:
        _listeners.append(listener)


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT otasuke_audit(%s, %s, %s)", [customer, verb, _words(actor, target, details)])
        (number,) = cursor.fetchone()
    _tell(verb, [Done(customer, target, details)])
    return int(number)


def record_many(verb: str, details: Mapping[UUID, Mapping[str, Detail]], *, actor: Actor | None) -> None:
    """Add a line to the chain of each of these customers, which is what it was done to. A scope over all has to be open."""
    customers = sorted(details)
    lines = [_words(actor, f"customer {customer}", details[customer]) for customer in customers]
    with connection.cursor() as cursor:
        question = (
            "SELECT count(otasuke_audit(who, %s, words)) FROM unnest(%s::uuid[], %s::text[]) AS given (who, words)"
        )
        cursor.execute(question, [verb, customers, lines])
    _tell(verb, [Done(customer, f"customer {customer}", details[customer]) for customer in customers])


def _tell(verb: str, done: Sequence[Done]) -> None:
    for listener in _listeners:
        listener(verb, done)


def _words(actor: Actor | None, target: str, details: Mapping[str, Detail]) -> str:
    words = {**details, "by": str(actor.id) if actor else None, "to": target}  # who did it is no detail
    return orjson.dumps(words, option=orjson.OPT_SORT_KEYS).decode()
