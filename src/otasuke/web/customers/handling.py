"""What staff keep about a company for themselves: who looks after it, labels, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.models import Customer, Note
from otasuke.web.customers.policy import Handling, NoteFacts, handling_faults, note_faults
from otasuke.web.tenancy.scope import tenant_scope


def handle(customer: UUID, handling: Handling, *, actor: Actor | None) -> None:
    """Write who looks after a company, and its labels. Raises BadFacts."""
    if found := handling_faults(handling):
        raise BadFacts(found)
    with tenant_scope(customer):
        changed = {"assigned_to": handling.assigned_to, "labels": list(handling.labels)}
        Customer.objects.filter(id=customer).update(**changed)
        record("customer.handled", actor=actor, customer=customer, target=f"customer {customer}")


def new_note(words: str, *, by: Actor, at: datetime) -> NoteFacts:
    """A note that is not written yet. Raises BadFacts."""
    if found := note_faults(words):
        raise BadFacts(found)
    return NoteFacts(uuid4(), words.strip(), by.id, at)


def set_notes(customer: UUID, notes: Sequence[NoteFacts], *, actor: Actor | None) -> None:
    """Let these be the notes: those that are not among them go, new ones are written."""
    with tenant_scope(customer):
        Note.objects.exclude(id__in=[one.id for one in notes]).delete()
        there = set(Note.objects.values_list("id", flat=True))
        Note.objects.bulk_create(
            Note(id=one.id, customer_id=customer, words=one.words, by_id=one.by, at=one.at)
            for one in notes
            if one.id not in there
        )
        record("notes.set", actor=actor, customer=customer, target=f"customer {customer}", count=len(notes))
