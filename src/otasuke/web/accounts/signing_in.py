"""Signing in of staff: the password, then a code."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from otasuke.web.accounts.attempts import attempt, forget_failures
from otasuke.web.accounts.models import Person, Post
from otasuke.web.accounts.policy import OF_FIRMS, Role
from otasuke.web.accounts.second_factor import use_code


def roles_of(person: Person) -> frozenset[Role]:
    """What somebody is for the provider, or for a firm that works with him; nothing if he is neither."""
    posts = Post.objects.filter(person=person).values_list("firm__kind", "role")
    return frozenset(Role(role) for kind, role in posts if role in OF_FIRMS[kind])


def check_password(email: str, password: str, *, address: str, now: datetime) -> Person:
    """Who has both, and a post. He is not in yet. Raises Wrong, LockedOut."""
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is not None and not roles_of(person):
        person = None
    attempt(lambda: _fits(person, password), email, person=person, address=address, now=now)
    assert person is not None
    return person


def check_code(person: Person, code: str, *, address: str, now: datetime) -> None:
    """Use a code of his phone, or from his paper, up. Raises Wrong, LockedOut.

    Only this forgets what failed before: else who has the password could guess codes for ever.
    """
    attempt(lambda: use_code(person, code, now=now), person.email, person=person, address=address, now=now)
    forget_failures(person.email)


def _fits(person: Person | None, password: str) -> bool:
    if person is None:
        make_password(password)  # takes as long as looking at one that is there
        return False
    return person.check_password(password)
