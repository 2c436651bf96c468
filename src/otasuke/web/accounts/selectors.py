"""Reading who has a post, and how far he has come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from otasuke.web.accounts.models import Firm, Identity, Invitation, Person, Post, SecondFactor


class Entry(StrEnum):
    """How far somebody has come."""

    IN = "in"
    INVITED = "invited"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Employee:
    """A person of a firm with his posts. invited_until: as long as his link works, if there is one."""

    person: Person
    posts: Sequence[Post]
    entry: Entry
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Staffed:
    """A firm with its people, by name."""

    firm: Firm
    people: Sequence[Employee]


def firms_with_people(*, now: datetime) -> Sequence[Staffed]:
    """Every firm that has people, the provider first."""
    posts = Post.objects.select_related("person", "firm").order_by("firm__name", "person__name", "role")
    links = dict(Invitation.objects.filter(used_at=None, expires_at__gt=now).values_list("person_id", "expires_at"))
    let_in = set(SecondFactor.objects.filter(confirmed_at__isnull=False).values_list("person_id", flat=True))
    let_in |= set(Identity.objects.values_list("person_id", flat=True))  # by an account elsewhere
    firms: dict[Firm, dict[Person, list[Post]]] = {}
    for post in posts:
        firms.setdefault(post.firm, {}).setdefault(post.person, []).append(post)
    found = [
        Staffed(
            firm,
            [
                Employee(
                    person,
                    his,
                    _entry(person, let_in=person.id in let_in, until=links.get(person.id)),
                    links.get(person.id),
                )
                for person, his in people.items()
            ],
        )
        for firm, people in firms.items()
    ]
    kinds = list(Firm.Kind)
    return sorted(found, key=lambda one: kinds.index(Firm.Kind(one.firm.kind)))


def _entry(person: Person, *, let_in: bool, until: datetime | None) -> Entry:
    if let_in and person.is_active and person.has_usable_password():
        return Entry.IN
    return Entry.INVITED if until else Entry.OUT
