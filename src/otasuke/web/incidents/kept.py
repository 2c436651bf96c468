"""Filters of 対応待ち that members of the staff keep under a name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from otasuke.web.accounts.models import Person
from otasuke.web.incidents.models import KeptFilter

_LONGEST_NAME, _LONGEST = 40, 500


def filters_of(person: Person) -> Sequence[KeptFilter]:
    """His own and those that are shared."""
    return list(KeptFilter.objects.filter(Q(by=person) | Q(is_shared=True)).select_related("by").order_by("name"))


def keep_filter(name: str, query: str, *, by: Person, is_shared: bool) -> None:
    """Keep it; one of the same name is replaced. Without a name nothing is kept."""
    named = name.replace("\0", "").strip()[:_LONGEST_NAME]
    if named:
        said = {"query": query[:_LONGEST], "is_shared": is_shared}
        KeptFilter.objects.update_or_create(by=by, name=named, defaults=said)


def drop_filter(kept: UUID, *, by: Person) -> None:
    """Throw one's own away."""
    KeptFilter.objects.filter(id=kept, by=by).delete()
