"""Browsers of a customer's people: he sees where he is signed in, and ends what is not his."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction

from otasuke.web.accounts.models import MemberSession, Person
from otasuke.web.audit.services import record

LIVES_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)
_SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def open_member_session(person: Person, key: str, *, address: str, browser: str, now: datetime) -> MemberSession:
    """Remember a browser. key: of Django's session."""
    _end(MemberSession.objects.filter(person=person, made_at__lte=now - LIVES_FOR))
    opened, _ = MemberSession.objects.update_or_create(
        key=key,
        defaults={"person": person, "address": address, "browser": browser[:200], "made_at": now, "seen_at": now},
    )
    return opened


def note_seen(key: str | None, *, now: datetime) -> None:
    """Note that this browser asks; once in a minute."""
    MemberSession.objects.filter(key=key, seen_at__lte=now - _SEEN_EVERY).update(seen_at=now)


def member_sessions_of(person: Person, *, now: datetime) -> models.QuerySet[MemberSession]:
    """His, newest first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return MemberSession.objects.filter(person=person, made_at__gt=now - LIVES_FOR, key__in=alive).order_by("-made_at")


@transaction.atomic
def end_member_session(person: Person, session: UUID) -> bool:
    """Sign one of his browsers out; whether it was his."""
    ended = _end(MemberSession.objects.filter(person=person, id=session))
    if ended:
        record("person.signed_out_others", actor=person, sessions=ended)
    return bool(ended)


@transaction.atomic
def end_other_member_sessions(person: Person, key: str | None) -> int:
    """Sign out every browser of his but this one; how many."""
    ended = _end(MemberSession.objects.filter(person=person).exclude(key=key))
    if ended:
        record("person.signed_out_others", actor=person, sessions=ended)
    return ended


def forget_member_session(key: str | None) -> None:
    """This browser signs itself out."""
    _end(MemberSession.objects.filter(key=key))


def _end(sessions: models.QuerySet[MemberSession]) -> int:
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return MemberSession.objects.filter(key__in=keys).delete()[0]
