"""People and lines, as they are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from otasuke.web.accounts.models import Person
from otasuke.web.api.shapes.people import line_shown, person_shown
from otasuke.web.audit.models import AuditLine

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_line_tells_what_happened() -> None:
    line = '7 2026-11-23T00:00:00.000000Z - site.kept {"by":null,"to":"site x","note":"a b {c}"}'

    shown = line_shown(AuditLine(number=7, at=AT, verb="site.kept", line=line, digest=b"\x01" * 32))

    assert (shown.by, shown.target, shown.details) == (None, "site x", {"note": "a b {c}"})
    assert shown.digest == "01" * 32


def test_a_person_has_the_roles_that_were_asked_about() -> None:
    shown = person_shown(Person(id=UUID(int=1), name="稲森 修"), ("owner",))

    assert (shown.id, shown.name, shown.roles) == (UUID(int=1), "稲森 修", ["owner"])
