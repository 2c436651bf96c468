"""Reading customers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, count
from uuid import UUID

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Length

from otasuke.jp.lettering import lettered
from otasuke.jp.writing import fold_width
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.policy import Facts, tenant_of
from otasuke.web.tenancy.question import Question
from otasuke.web.tenancy.scope import across, read_scope

MOST_WORDS = 8
LONGEST_WORD = 60
LIKE_ENOUGH = 0.45
"""How much of a word's trigrams a name must have: one kana wrong in five or six leaves more than this."""

_RESEMBLES_FROM = 3
"""A kana is one or two letters, of which no trigram can be made: thousands of names were compared for nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who acts for a company."""

    person: Person
    customer: Customer
    role: Role


@dataclass(frozen=True, slots=True)
class Acting:
    """The same by name."""

    name: str
    role: Role


def memberships_of(person: Person) -> Sequence[Member]:
    """For which companies somebody acts, by name."""
    with across("which companies a person acts for"):
        found = Membership.objects.select_related("customer").filter(person=person).order_by("customer__name_kana")
        return [Member(person, one.customer, Role(one.role)) for one in found]


def member(person: Person, customer: UUID) -> Member | None:
    """Somebody as a member of a company; None if he does not act for it."""
    with read_scope(customer):
        found = Membership.objects.select_related("customer").filter(person=person).first()
        return Member(person, found.customer, Role(found.role)) if found else None


def customer_of(code: str) -> Customer | None:
    """The company of this tenant's name, also one that was withdrawn: who asks has to be allowed to see them all."""
    with across("a company by its name"):
        return Customer.objects.select_related("assigned_to").filter(tenant=code).first()


def free_tenant(facts: Facts) -> Facts:
    """The same with the name of a tenant made of its reading, which nobody has yet."""
    stem = tenant_of(facts.name_kana)
    with across("which names of tenants are taken"):
        taken = set(Customer.objects.filter(tenant__startswith=stem).values_list("tenant", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return replace(facts, tenant=next(one for one in chain([stem], numbered) if one not in taken))


_ACTING = Question(
    lambda: Membership.objects.order_by("-role", "person__name_kana").values_list("person__name", "role")
)


def acting_for(customer: UUID) -> Sequence[Acting]:
    """Who acts for a company, its owners first."""
    with read_scope(customer):
        return [Acting(name, Role(role)) for name, role in _ACTING.rows()]


def search_customers(words: str, *, most: int = 20, among: Collection[UUID] | None = None) -> Sequence[Customer]:
    """Companies that somebody may mean, the likeliest first: whoever is asked about has to be allowed to see them all.

    words  parts of a name, a reading or a corporate number, in any writing; every one has to be in it, or nearly so.
    among  the companies that may be found; None: all.
    """
    keys = _keys(words)
    if not keys:
        return []
    with across("search over all companies"), _by_index():
        found = _like(keys)
        return list((found if among is None else found.filter(id__in=among))[:most])


@contextmanager
def _by_index() -> Iterator[None]:
    """Let the index of trigrams serve: the planner thinks that comparing a name with a word costs as little as 1 < 2."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true), set_config('enable_seqscan', 'off', true)",
            [str(LIKE_ENOUGH)],
        )
        yield
        cursor.execute("RESET enable_seqscan")


def _keys(words: str) -> list[str]:
    parts = fold_width(words).split()[:MOST_WORDS]
    return list(dict.fromkeys(filter(None, (lettered(part)[:LONGEST_WORD] for part in parts))))


def _like(keys: Sequence[str]) -> QuerySet[Customer]:
    """The rows whose names hold or resemble every key; GIN serves both conditions. A short key is in them, or not."""
    is_meant = Q()
    likeness: CombinedExpression | Value = Value(0.0, FloatField())
    for key in keys:
        if len(key) < _RESEMBLES_FROM:
            is_meant &= Q(sought__contains=key)
            likeness = likeness + _begins_with(key)
        else:
            is_meant &= Q(sought__contains=key) | Q(TrigramWordSimilar(F("sought"), key))
            likeness = likeness + TrigramWordSimilarity(key, "sought")
    return Customer.objects.filter(is_meant, withdrawn_at=None).order_by(
        likeness.desc(), Length("sought"), "name_kana", "id"
    )


def _begins_with(key: str) -> Case:
    """1 where a name, a reading or a number begins with it."""
    begins = Q(sought__startswith=key) | Q(sought__contains=f" {key}")
    return Case(When(begins, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
