"""静かな時間. Between which times of the day nothing but 赤 reaches somebody. Only he sets it."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.quiet_hours import check_quiet
from otasuke.web.audit.services import record


@transaction.atomic
def set_quiet(person: Person, begins: time | None, ends: time | None) -> None:
    """Let somebody be quiet between these; after midnight, if they end earlier than they begin. The same again: no line. Raises BadQuiet."""
    quiet = check_quiet(begins, ends)
    if person.quiet == quiet:
        return
    person.quiet_from, person.quiet_until = quiet or (None, None)
    person.save(update_fields=["quiet_from", "quiet_until"])
    if quiet:
        record("person.quiet_set", actor=person, begins=f"{quiet[0]:%H:%M}", ends=f"{quiet[1]:%H:%M}")
    else:
        record("person.quiet_removed", actor=person)
