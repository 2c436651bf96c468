"""Reading what happened, for pages. A scope has to be open; it shows the lines of one company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from otasuke.web.audit.models import AuditLine


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the audit log. by: who did it; None, the program itself. details: what else it says."""

    at: datetime
    verb: str
    by: UUID | None
    details: Mapping[str, Any]


def happened(customer: UUID, *, most: int, but: Sequence[str] = ()) -> Sequence[Happened]:
    """What happened to a company lately, the newest first. but: verbs that are left out."""
    found = AuditLine.objects.filter(customer=customer).exclude(verb__in=but).order_by("-number")
    return [_happened(one) for one in found[:most]]


def last_time(customer: UUID, verbs: Sequence[str]) -> Happened | None:
    """When one of these was done last; None: never."""
    found = AuditLine.objects.filter(customer=customer, verb__in=verbs).order_by("-number").first()
    return _happened(found) if found else None


def _happened(line: AuditLine) -> Happened:
    words = orjson.loads(line.line.split(" ", 4)[4])
    by = words.pop("by", None)
    return Happened(line.at, line.verb, UUID(by) if by else None, words)
