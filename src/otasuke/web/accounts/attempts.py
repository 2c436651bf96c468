"""Trying to come in: who gave wrong things too often waits, and is told for how long.

Counted are the person, whether there is one or not, and the address of the network. While somebody waits nothing is
tried and nothing counted, so that waiting ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from otasuke.web.accounts.models import Failure, Person
from otasuke.web.audit.services import record

WITHIN = timedelta(minutes=15)
LASTS = timedelta(minutes=15)
MOST_OF_PERSON = 5
MOST_OF_ADDRESS = 20


class Wrong(Exception):
    """What was given does not fit."""


class LockedOut(Exception):
    """Too much did not fit: nothing is tried until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked out until {until}")
        self.until = until


def locked_until(failures: Sequence[datetime], *, most: int, now: datetime) -> datetime | None:
    """Until when one who failed at these times, newest first, has to wait; None if he need not."""
    if len(failures) < most or failures[0] - failures[most - 1] >= WITHIN:
        return None
    until = failures[0] + LASTS
    return until if now < until else None


def attempt(fits: Callable[[], bool], email: str, *, person: Person | None, address: str, now: datetime) -> None:
    """Try something for the one who has this mail address. Raises Wrong or LockedOut."""
    outcome = _tried(fits, _who(email), person, address, now)  # what failed is kept, so nothing is raised inside
    if isinstance(outcome, datetime):
        raise LockedOut(outcome)
    if not outcome:
        raise Wrong


def check_address(address: str, *, now: datetime) -> None:
    """Where nobody is known yet: raises LockedOut if too much did not fit that came from there."""
    until = _locked_address(address, now)
    if until is not None:
        raise LockedOut(until)


def note_failure(address: str, *, now: datetime) -> None:
    """Something that came from there did not fit; of whom, is not known."""
    Failure.objects.create(who=_who("nobody that is known"), address=address, at=now)


def forget_failures(email: str) -> None:
    """Somebody is in: what he mistyped counts no more."""
    Failure.objects.filter(who=_who(email)).delete()


@transaction.atomic
def _tried(fits: Callable[[], bool], who: bytes, person: Person | None, address: str, now: datetime) -> datetime | bool:
    _one_at_a_time(who)
    until = _locked(who, address, now)
    if until is not None:
        return until
    if fits():
        return True
    Failure.objects.filter(at__lt=now - WITHIN - LASTS).delete()  # counts no more
    Failure.objects.create(who=who, address=address, at=now)
    until = _locked(who, address, now)
    if person is not None:
        verb = "staff.locked_out" if until else "staff.refused"
        record(verb, actor=None, target=f"person {person.id}", address=address)
    return until or False


def _locked(who: bytes, address: str, now: datetime) -> datetime | None:
    of_person = Failure.objects.filter(who=who).order_by("-at").values_list("at", flat=True)[:MOST_OF_PERSON]
    ends = [locked_until(list(of_person), most=MOST_OF_PERSON, now=now), _locked_address(address, now)]
    return max((end for end in ends if end), default=None)


def _locked_address(address: str, now: datetime) -> datetime | None:
    of_address = Failure.objects.filter(address=address).order_by("-at").values_list("at", flat=True)[:MOST_OF_ADDRESS]
    return locked_until(list(of_address), most=MOST_OF_ADDRESS, now=now)


def _one_at_a_time(who: bytes) -> None:
    """Guesses that come at once are counted one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(who[:8], "big", signed=True)])


def _who(email: str) -> bytes:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).digest()
