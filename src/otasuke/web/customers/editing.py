"""Editing a company as a person does it: what was seen has to be there still, and what was there is kept for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.customers.errors import ChangedMeanwhile
from otasuke.web.customers.kept import mark_of, plain
from otasuke.web.customers.many import open_many
from otasuke.web.customers.models import Before, Customer, Edit
from otasuke.web.customers.parts import Part, read_part, write_part
from otasuke.web.customers.policy import Facts, faults
from otasuke.web.customers.services import refuse
from otasuke.web.tenancy.scope import across, tenant_scope

THERE = "there"
"""The part of an edit that took a company in."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a part of a company said, and what it says now. before: None, the company was not there."""

    customer: UUID
    part: Part | str
    before: object
    after: object


@transaction.atomic
def edit(customer: UUID, part: Part, value: Any, *, seen: str, actor: Person, at: datetime) -> Edit:
    """Write a part of a company for somebody who saw what it said.

    seen  the mark of that. Raises ChangedMeanwhile if it is another by now, BadFacts, and Customer.DoesNotExist.
    """
    with tenant_scope(customer):
        Customer.objects.select_for_update().get(id=customer, withdrawn_at=None)
        before = read_part(customer, part)
        if mark_of(before) != seen:
            raise ChangedMeanwhile
        write_part(customer, part, value, actor=actor)
        return keep_edit(part, [Kept(customer, part, before, read_part(customer, part))], actor=actor, at=at)


@transaction.atomic
def open_by_hand(facts: Facts, *, actor: Person, at: datetime) -> Edit:
    """Take a company in as a person does it, who may have erred. Raises BadFacts."""
    refuse(faults(facts))
    (made,) = open_many([facts], actor=actor)
    return keep_edit("new", [Kept(made, THERE, None, facts)], actor=actor, at=at)


def keep_edit(kind: str, kept: Sequence[Kept], *, actor: Person, at: datetime) -> Edit:
    """Keep what parts of companies said before, so that it can be taken back."""
    made = Edit.objects.create(kind=kind, by=actor, at=at, companies=len({one.customer for one in kept}))
    with across("what companies said before an edit"):
        Before.objects.bulk_create(
            (
                Before(
                    customer_id=one.customer,
                    edit=made,
                    part=one.part,
                    said=None if one.before is None else plain(one.before),
                    mark=mark_of(one.after),
                )
                for one in kept
            ),
            batch_size=_AT_ONCE,
        )
    return made
