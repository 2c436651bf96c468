"""Letting a browser in, by one of two doors: what staff may see opens by theirs alone, and what members may do by theirs.

So nobody who can make a link for a member of staff comes with it into a customer's pages.
"""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from otasuke.web.accounts import staff_sessions
from otasuke.web.accounts.browsers import address_of, browser_of
from otasuke.web.accounts.member_sessions import open_member_session
from otasuke.web.accounts.models import Person

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_DOOR = "door"
_STAFF = "staff"


def let_staff_in(request: HttpRequest, person: Person) -> None:
    """Open a session of staff for one who gave all that is asked for."""
    key = _let_in(request, person)
    request.session[_DOOR] = _STAFF
    request.session.set_expiry(staff_sessions.LIVES_FOR)
    request.session.save()
    staff_sessions.open_session(
        person, key, address=address_of(request), browser=browser_of(request), now=timezone.now()
    )


def let_member_in(request: HttpRequest, person: Person) -> None:
    """Open a session of one who acts for a company."""
    key = _let_in(request, person)
    open_member_session(person, key, address=address_of(request), browser=browser_of(request), now=timezone.now())


def came_as_staff(request: HttpRequest) -> bool:
    """Whether this browser came in by the door of staff."""
    return request.session.get(_DOOR) == _STAFF


def _let_in(request: HttpRequest, person: Person) -> str:
    request.session.flush()  # what a browser did before belongs to nobody
    login(request, person, backend=_BACKEND)
    request.session.save()
    key = request.session.session_key
    assert key
    return key
