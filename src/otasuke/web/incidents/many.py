"""The same done to many incidents at once, and taken back at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.incidents import changing
from otasuke.web.incidents.errors import CannotBe, NotFound
from otasuke.web.incidents.models import Change
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import across

MOST = 500
"""At once."""


def assign_many(incidents: Iterable[UUID], person: Person | None, *, actor: Person, at: datetime) -> Sequence[Change]:
    """Somebody takes them all, or leaves them."""
    return _each(incidents, lambda one: changing.assign(one, person, actor=actor, at=at))


def set_state_of_many(
    incidents: Iterable[UUID], state: State, *, actor: Person, at: datetime, outcome: Outcome | None = None
) -> Sequence[Change]:
    """Take them on; those for which that is impossible stay as they are. Raises CannotBe if it is for all."""
    return _each(incidents, lambda one: changing.set_state(one, state, actor=actor, at=at, outcome=outcome))


@transaction.atomic
def _each(incidents: Iterable[UUID], do: Callable[[UUID], Change]) -> Sequence[Change]:
    done: list[Change] = []
    wrong: CannotBe | None = None
    with across("incidents of several companies are handled at once"):
        for one in sorted(set(incidents), key=str)[:MOST]:
            try:
                with transaction.atomic():
                    done.append(do(one))
            except CannotBe as cannot:
                wrong = cannot
            except NotFound:
                continue
    if wrong is not None and not done:
        raise wrong
    return done


@transaction.atomic
def undo_many(by: UUID, done_at: datetime, *, actor: Person, at: datetime) -> tuple[int, int]:
    """Take back what somebody did in one go: how many are as before, and how many had changed since and stay."""
    undone = stayed = 0
    with across("incidents of several companies are handled at once"):
        changes = Change.objects.filter(by=by, at=done_at, undone_at=None).values_list("id", flat=True)
        for one in list(changes):
            try:
                with transaction.atomic():
                    changing.undo(one, actor=actor, at=at)
                undone += 1
            except (CannotBe, NotFound):
                stayed += 1
    return undone, stayed
