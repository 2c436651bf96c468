"""A person's own name, which only he changes."""

from __future__ import annotations

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record


@transaction.atomic
def rename(person: Person, *, name: str, name_kana: str) -> None:
    """Write how somebody is called. The same name again: no line."""
    if (person.name, person.name_kana) == (name, name_kana):
        return
    person.name, person.name_kana = name, name_kana
    person.save(update_fields=["name", "name_kana"])
    record("person.renamed", actor=person)
