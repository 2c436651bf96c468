"""Taking companies in from a file: first what would happen, then exactly that, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.customers.editing import THERE, Kept, keep_edit
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.many import change_many, open_many
from otasuke.web.customers.models import Customer, Edit
from otasuke.web.customers.parts import facts_of
from otasuke.web.customers.policy import Facts, faults
from otasuke.web.customers.sheet import HEADINGS, LineFault, Row, Sheet
from otasuke.web.tenancy.scope import across


class BadSheet(ValueError):
    """A file with faults is not taken in."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__("; ".join(f"{one.line}: {one.heading} {one.words}" for one in faults[:10]))
        self.faults = tuple(faults)


class Outdated(RuntimeError):
    """Since the preview somebody changed a company of the file: what was agreed to is not what would happen."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a line would do.

    fields         which would be written, for a company that is there.
    before, after  what is known of it; None: nothing yet.
    """

    line: int
    kind: Literal["new", "changed", "same"]
    after: Facts
    fields: tuple[str, ...] = ()
    before: Facts | None = None


def preview(sheet: Sheet) -> tuple[Change, ...]:
    """What taking a file in would do, line by line; nothing is written. Raises BadSheet.

    An empty cell empties its field; a field without a column stays as it is.
    """
    _refuse(sheet.faults)
    known = _known([row.facts.tenant for row in sheet.rows])
    changes = tuple(_change(row, known.get(row.facts.tenant), sheet.fields) for row in sheet.rows)
    _refuse([LineFault(one.line, HEADINGS[f.field], f.sentence) for one in changes for f in faults(one.after)])
    return changes


@transaction.atomic
def take_in(sheet: Sheet, agreed: Sequence[Change], *, actor: Person, at: datetime) -> Edit:
    """Do what was agreed to in a preview of the same file. Raises BadSheet, and Outdated; then nothing was written.

    What is returned can be taken back for a day (undoing.py).
    """
    if preview(sheet) != tuple(agreed):
        raise Outdated
    new = [change.after for change in agreed if change.kind == "new"]
    changed = {change.after.tenant: change for change in agreed if change.kind == "changed"}
    try:
        opened = open_many(new, actor=actor)
    except BadFacts as taken:  # somebody took the name in this very moment
        raise Outdated from taken
    ids = _ids(changed)
    change_many({ids[tenant]: change.after for tenant, change in changed.items()}, actor=actor)
    tenants = _tenants(opened)
    facts = {one.tenant: one for one in new}
    kept = [Kept(one, THERE, None, facts[tenant]) for one, tenant in tenants.items()]
    kept += [Kept(ids[tenant], "facts", change.before, change.after) for tenant, change in changed.items()]
    record("customers.taken_in", actor=actor, target="file", new=len(new), changed=len(changed))
    return keep_edit("taken_in", kept, actor=actor, at=at)


def companies() -> list[Facts]:
    """All companies, by reading, for an export: who asks has to be allowed to see them all."""
    with across("an export of all companies"):
        return [facts_of(one) for one in Customer.objects.filter(withdrawn_at=None).order_by("name_kana", "tenant")]


def _known(tenants: Sequence[str]) -> dict[str, Facts]:
    with across("which companies of a file are there"):
        return {one.tenant: facts_of(one) for one in Customer.objects.filter(tenant__in=tenants, withdrawn_at=None)}


def _ids(tenants: Collection[str]) -> dict[str, UUID]:
    with across("the companies of a file that change"):
        return dict(Customer.objects.filter(tenant__in=tenants).values_list("tenant", "id"))


def _tenants(ids: Sequence[UUID]) -> dict[UUID, str]:
    with across("the companies that a file brought"):
        return dict(Customer.objects.filter(id__in=ids).values_list("id", "tenant"))


def _change(row: Row, before: Facts | None, given: Sequence[str]) -> Change:
    if before is None:
        return Change(row.line, "new", row.facts)
    changed = tuple(name for name in given if getattr(before, name) != getattr(row.facts, name))
    after = replace(before, **{name: getattr(row.facts, name) for name in changed})
    return Change(row.line, "changed" if changed else "same", after, changed, before)


def _refuse(found: Sequence[LineFault]) -> None:
    if found:
        raise BadSheet(found)
