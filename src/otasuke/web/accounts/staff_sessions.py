"""Browsers of staff that gave both the password and the second factor."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import models, transaction

from otasuke.web.accounts.models import Person, StaffSession
from otasuke.web.audit.services import record

LIVES_FOR = timedelta(hours=12)
"""A long shift. It does not become longer by working."""

_SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def open_session(person: Person, key: str, *, address: str, browser: str, now: datetime) -> StaffSession:
    """Remember a browser. key: of Django's session."""
    _end(StaffSession.objects.filter(person=person, made_at__lte=now - LIVES_FOR))
    opened = StaffSession.objects.create(
        person=person, key=key, address=address, browser=browser[:200], made_at=now, seen_at=now
    )
    record("staff.signed_in", actor=person, address=address)
    return opened


def session_of(person: Person, key: str | None, *, now: datetime) -> StaffSession | None:
    """This browser's, which is noted as seen; None if it has none or it is over."""
    found = sessions_of(person, now=now).filter(key=key).first() if key else None
    if found and now - found.seen_at >= _SEEN_EVERY:
        found.seen_at = now
        found.save(update_fields=["seen_at"])
    return found


def sessions_of(person: Person, *, now: datetime) -> models.QuerySet[StaffSession]:
    """His, newest first."""
    alive = Session.objects.values("session_key")  # whoever leaves by another door ends Django's session alone
    return StaffSession.objects.filter(person=person, made_at__gt=now - LIVES_FOR, key__in=alive).order_by("-made_at")


@transaction.atomic
def end_session(person: Person, key: str | None) -> None:
    """Sign this browser out."""
    if _end(StaffSession.objects.filter(person=person, key=key)):
        record("staff.signed_out", actor=person)


@transaction.atomic
def end_other_sessions(person: Person, key: str | None) -> int:
    """Sign out every browser of his but this one; how many."""
    ended = _end(StaffSession.objects.filter(person=person).exclude(key=key))
    record("staff.signed_out_others", actor=person, sessions=ended)
    return ended


def end_all_sessions(person: Person) -> None:
    """Sign out every browser of his."""
    _end(StaffSession.objects.filter(person=person))


def _end(sessions: models.QuerySet[StaffSession]) -> int:
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return StaffSession.objects.filter(key__in=keys).delete()[0]
