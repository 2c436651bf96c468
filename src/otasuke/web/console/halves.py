"""Between password and code: whom a browser has given the password of. He is not signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from otasuke.web.accounts.models import Person

LIVES_FOR = timedelta(minutes=15)
_KEY = "staff-half"


@dataclass(frozen=True, slots=True)
class Half:
    """Who has to give a code now, and where he wanted to go."""

    person: Person
    back: str


def remember_half(request: HttpRequest, person: Person, *, back: str = "") -> None:
    """Keep who gave his password, in a fresh session."""
    request.session.flush()
    request.session[_KEY] = {
        "person": str(person.id),
        "password": person.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "back": back,
    }


def half_in(request: HttpRequest) -> Half | None:
    """Who gave his password here a short while ago; None also if it was changed since."""
    kept = request.session.get(_KEY)
    if kept is None or timezone.now() - datetime.fromtimestamp(kept["at"], UTC) > LIVES_FOR:
        return None
    person = Person.objects.filter(id=UUID(kept["person"]), is_active=True).first()
    if person is None or not constant_time_compare(kept["password"], person.get_session_auth_hash()):
        return None
    return Half(person, kept["back"])
