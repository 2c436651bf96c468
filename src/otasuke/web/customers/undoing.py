"""Taking an edit back: every part says what it said before, unless somebody wrote it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.editing import THERE
from otasuke.web.customers.errors import CannotUndo
from otasuke.web.customers.kept import mark_of, rebuilt
from otasuke.web.customers.many import change_many, handle_many, withdraw_many
from otasuke.web.customers.models import Before, Customer, Edit
from otasuke.web.customers.parts import Part, facts_of, handling_of, kind_of, read_part, write_part
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.sentences import _

UNDOABLE_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an edit back did. left: companies that stay as they are, as somebody wrote them since."""

    restored: int
    left: tuple[Customer, ...]


@transaction.atomic
def undo(edit: UUID, *, actor: Actor | None, at: datetime) -> Undone:
    """Take an edit back. Raises CannotUndo."""
    found = Edit.objects.select_for_update().filter(id=edit).first()
    if found is None:
        raise CannotUndo(_("この操作は見つかりません。"))
    if found.undone_at is not None:
        raise CannotUndo(_("もう取り消されています。"))
    if at - found.at > UNDOABLE_FOR:
        raise CannotUndo(_("24時間がすぎたので、取り消せません。"))
    with across("an edit is taken back"):
        befores = list(Before.objects.filter(edit=found).order_by("customer_id"))
        done = {one for part, ones in _by_part(befores).items() for one in _restore(part, ones, actor=actor, at=at)}
        left = {one.customer_id for one in befores} - done
        found.undone_at = at
        found.save(update_fields=["undone_at"])
        record("edit.undone", actor=actor, target=f"edit {found.id}", restored=len(done), left=len(left))
        return Undone(len(done), tuple(Customer.objects.filter(id__in=left).order_by("name_kana", "id")))


def is_undoable(edit: Edit, *, at: datetime) -> bool:
    """Whether somebody may still take it back."""
    return edit.undone_at is None and at - edit.at <= UNDOABLE_FOR


def _by_part(befores: Iterable[Before]) -> Mapping[str, list[Before]]:
    found: dict[str, list[Before]] = {}
    for one in befores:
        found.setdefault(one.part, []).append(one)
    return found


def _restore(part: str, befores: Sequence[Before], *, actor: Actor | None, at: datetime) -> Iterable[UUID]:
    """Let the part of these companies say what it said. Those of which somebody wrote it since are left out."""
    if part == THERE:
        same = _unchanged(befores, facts_of)
        return withdraw_many([one.customer_id for one in same], actor=actor, at=at)
    if part == "facts":
        return _together(_unchanged(befores, facts_of), "facts", lambda values: change_many(values, actor=actor))
    if part == "handling":
        return _together(_unchanged(befores, handling_of), "handling", lambda values: handle_many(values, actor=actor))
    return _one_by_one(cast(Part, part), befores, actor=actor)


def _unchanged(befores: Sequence[Before], read: Callable[[Customer], object]) -> list[Before]:
    found = Customer.objects.select_for_update().filter(id__in=[one.customer_id for one in befores]).order_by("id")
    marks = {one.id: mark_of(read(one)) for one in found}
    return [one for one in befores if marks.get(one.customer_id) == one.mark]


def _together(befores: Sequence[Before], part: Part, write: Callable[[Mapping[UUID, Any]], None]) -> Sequence[UUID]:
    values = {one.customer_id: rebuilt(kind_of(part), one.said) for one in befores}
    write(values)
    return list(values)


def _one_by_one(part: Part, befores: Sequence[Before], *, actor: Actor | None) -> Sequence[UUID]:
    done = []
    for one in befores:
        if mark_of(read_part(one.customer_id, part)) == one.mark:
            write_part(one.customer_id, part, rebuilt(kind_of(part), one.said), actor=actor)
            done.append(one.customer_id)
    return done
