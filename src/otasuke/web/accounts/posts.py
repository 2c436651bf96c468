"""Ending what somebody does for a firm, and giving it back if that was a slip."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from otasuke.web.accounts.invitations import withdraw_invitations
from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.staff_sessions import end_all_sessions
from otasuke.web.audit.services import record

_LOCK = int.from_bytes(b"posts", "big")


class NoSuchPost(LookupError):
    """A post that is not there, or was ended."""


class LastManager(Exception):
    """Without this post nobody could invite anybody any more."""


@dataclass(frozen=True, slots=True)
class EndedPost:
    """What somebody was."""

    person: UUID
    firm: UUID
    role: Role


@transaction.atomic
def end_post(post: UUID, *, actor: Person) -> EndedPost:
    """Take a role away; his browsers are signed out, and his open invitations are over. Raises NoSuchPost, LastManager."""
    _one_at_a_time()
    found = Post.objects.select_related("firm", "person").filter(id=post).first()
    if found is None:
        raise NoSuchPost(post)
    if is_last_manager(found):
        raise LastManager
    found.delete()
    end_all_sessions(found.person)
    withdraw_invitations(found.person)
    record("post.ended", actor=actor, target=f"person {found.person_id}", role=found.role, firm=str(found.firm_id))
    return EndedPost(found.person_id, found.firm_id, Role(found.role))


@transaction.atomic
def give_back(ended: EndedPost, *, actor: Person) -> Person:
    """Undo `end_post`, but for the sessions; whom it was about. Raises NoSuchPost if person or firm is gone."""
    person = Person.objects.filter(id=ended.person).first()
    firm = Firm.objects.filter(id=ended.firm).first()
    if person is None or firm is None:
        raise NoSuchPost(ended.person)
    _, is_new = Post.objects.get_or_create(person=person, firm=firm, role=ended.role.value)
    if is_new:
        record("post.given_back", actor=actor, target=f"person {person.id}", role=ended.role.value, firm=str(firm.id))
    return person


def is_last_manager(post: Post) -> bool:
    """Whether nobody else is a manager of the provider."""
    managers = Post.objects.filter(role=Role.MANAGER.value, firm__kind=Firm.Kind.PROVIDER, person__is_active=True)
    is_manager = post.role == Role.MANAGER.value and post.firm.kind == Firm.Kind.PROVIDER
    return is_manager and not managers.exclude(person_id=post.person_id).exists()


def _one_at_a_time() -> None:
    """Two managers that end each other's post at once are not both let."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
