"""やること. The steps of an incident: done, and not done after all. And who looked at it when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.incidents.bell import ring
from otasuke.web.incidents.changing import locked
from otasuke.web.incidents.errors import NotFound
from otasuke.web.incidents.models import Entry, Incident, Seen, Task
from otasuke.web.ui.sentences import _, as_data


def set_done(incident: UUID, task: UUID, *, done: bool, actor: Person, at: datetime) -> Task:
    """A step is done, or is not after all. Raises NotFound."""
    found = locked(incident)
    one = Task.objects.filter(incident=found, id=task).first()
    if one is None:
        raise NotFound
    if (one.done_at is not None) == done:
        return one
    one.done_at, one.done_by = (at, actor) if done else (None, None)
    one.save(update_fields=["done_at", "done_by"])
    words = _("済み：%(words)s", words=one.words) if done else _("まだでした：%(words)s", words=one.words)
    _tell(found, as_data(words), actor, at)
    return one


def add_task(incident: UUID, words: str, *, actor: Person, at: datetime) -> Task | None:
    """One more step; nothing of no words. Raises NotFound."""
    found = locked(incident)
    said = words.replace("\0", "").strip()[:400]
    if not said:
        return None
    last = Task.objects.filter(incident=found).order_by("-position").values_list("position", flat=True).first()
    made = Task.objects.create(
        customer_id=found.customer_id, incident=found, position=0 if last is None else last + 1, words=said
    )
    _tell(found, as_data(_("足した手順：%(words)s", words=said)), actor, at)
    return made


def _tell(incident: Incident, words: dict[str, object], actor: Person, at: datetime) -> None:
    Entry.objects.create(customer_id=incident.customer_id, incident=incident, at=at, kind="task", words=words, by=actor)
    incident.touched_at = at
    incident.save(update_fields=["touched_at"])
    ring()
    record(
        "incident.task",
        actor=actor,
        customer=incident.customer_id,
        target=f"incident {incident.id}",
        code=incident.code,
    )


def note_seen(incident: Incident, *, actor: Person, at: datetime) -> datetime | None:
    """Somebody opens it; when he did before. It stands in the company's log."""
    before = Seen.objects.filter(incident=incident, by=actor).values_list("at", flat=True).first()
    Seen.objects.update_or_create(incident=incident, by=actor, defaults={"at": at, "customer_id": incident.customer_id})
    record(
        "incident.seen",
        actor=actor,
        customer=incident.customer_id,
        target=f"incident {incident.id}",
        code=incident.code,
    )
    return before
