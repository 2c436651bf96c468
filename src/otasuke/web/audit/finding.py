"""Reading the audit log as pages show it: newest first, some lines at a time. Whoever asks has opened a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet

from otasuke.web.audit.models import DONE_BY, AuditLine

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines are asked for; None: whatever it is.

    customers  of these companies; an empty one: of the provider's own chain.
    verb       a kind, or with a point at the end all that begin with it.
    """

    customers: Sequence[UUID] | None = None
    people: Sequence[UUID] | None = None
    verb: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did. by: None: the program itself; target: a kind and an id."""

    id: int
    customer: UUID | None
    number: int
    at: datetime
    verb: str
    by: UUID | None
    target: str
    details: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Acts:
    """A page of them. older: the mark at which the next page goes on; None: there is none."""

    acts: Sequence[Act]
    older: int | None


def acts(sought: Sought, *, older: int | None = None) -> Acts:
    """A page of the lines that are sought."""
    lines = _sought(sought)
    if older is not None:
        lines = lines.filter(id__lt=older)
    found = [_act(line) for line in lines[: A_PAGE + 1]]
    return Acts(found[:A_PAGE], found[A_PAGE - 1].id if len(found) > A_PAGE else None)


def _sought(sought: Sought) -> QuerySet[AuditLine]:
    wanted = Q()
    if sought.customers is not None:
        wanted &= Q(customer__in=sought.customers) if sought.customers else Q(customer=None)
    if sought.verb:
        wanted &= Q(verb__startswith=sought.verb) if sought.verb.endswith(".") else Q(verb=sought.verb)
    if sought.since:
        wanted &= Q(at__gte=sought.since)
    if sought.before:
        wanted &= Q(at__lt=sought.before)
    lines = AuditLine.objects.filter(wanted).order_by("-id")
    if sought.people is None:
        return lines
    return lines.annotate(done_by=DONE_BY).filter(done_by__in=[str(one) for one in sought.people])


def _act(line: AuditLine) -> Act:
    words = _words(line.line)
    by, target = words.pop("by", None), words.pop("to", "")
    return Act(
        line.id,
        line.customer_id,
        line.number,
        line.at,
        line.verb,
        _uuid(by),
        str(target),
        words,
        bytes(line.digest).hex(),
    )


def _words(line: str) -> dict[str, Any]:
    """What a line says behind its columns; nothing if somebody made it unreadable, which `verify` tells."""
    try:
        words = orjson.loads(line.split(" ", 4)[4])
    except (orjson.JSONDecodeError, IndexError):
        return {}
    return words if isinstance(words, dict) else {}


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
