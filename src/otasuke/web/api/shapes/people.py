"""People, lines of the audit log, and who asks, as programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson

from otasuke.web.accounts.models import Person
from otasuke.web.api.shapes.parts import Shown
from otasuke.web.audit.models import AuditLine

_WORDS = 4
"""Number, time, customer and verb stand before what happened."""


class PersonShown(Shown):
    """人. roles: what somebody is where he was asked about."""

    id: UUID
    name: str
    name_kana: str
    email: str
    phone: str
    roles: list[str]


class PeopleShown(Shown):
    """People, by how they are read."""

    items: list[PersonShown]


class AuditLineShown(Shown):
    """監査記録. by: the person's id; null: the program itself. digest: of this line and all before it, in hexadecimal."""

    number: int
    at: datetime
    verb: str
    by: UUID | None
    target: str
    details: dict[str, str | int | bool | None]
    digest: str


class AuditPage(Shown):
    """Lines of a chain, oldest first; next: the cursor of those that follow."""

    items: list[AuditLineShown]
    next: str | None


def line_shown(row: AuditLine) -> AuditLineShown:
    """A line, with what happened as it was written down."""
    details = orjson.loads(row.line.split(" ", _WORDS)[_WORDS])
    return AuditLineShown(
        number=row.number,
        at=row.at,
        verb=row.verb,
        by=details.pop("by", None),
        target=details.pop("to", ""),
        details=details,
        digest=bytes(row.digest).hex(),
    )


class MeShown(Shown):
    """Who asks. customers: the companies that the token is for; null: all of the firm's."""

    token: UUID
    name: str
    expires_at: datetime
    person: PersonShown
    firm: UUID | None
    customers: list[UUID] | None
    scopes: list[str]


def person_shown(person: Person, roles: Sequence[str]) -> PersonShown:
    """Somebody, and what he is where he was asked about."""
    return PersonShown(
        id=person.id,
        name=person.name,
        name_kana=person.name_kana,
        email=person.email,
        phone=person.phone,
        roles=list(roles),
    )
