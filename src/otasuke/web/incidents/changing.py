"""What people do to incidents. Each is a line of the story and of the audit log; a merge or split can be undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.dispatch import Signal

from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import verdicts
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.policy import Verdict
from otasuke.web.audit.services import record
from otasuke.web.incidents import weighing
from otasuke.web.incidents.bell import ring
from otasuke.web.incidents.codes import new_code
from otasuke.web.incidents.errors import CannotBe, ChangedMeanwhile, NotFound
from otasuke.web.incidents.models import Belonging, Change, Entry, Incident, Thing, Trace
from otasuke.web.incidents.states import Outcome, State, may_become
from otasuke.web.ui.sentences import Sentence, _, as_data

_STATE_WORDS = {
    State.LOOKING: _("「調べている」にしました。"),
    State.WAITING: _("「お客様待ち」にしました。"),
    State.ACTING: _("「手を打っている」にしました。"),
    State.CLOSED: _("「終わった」にしました。"),
}
_NOT_NOW = _("いまの状態からは、そうできません。ページを開き直してください。")
_KEPT = ("state", "outcome", "set_colour", "set_colour_why", "assigned_to_id")


changed = Signal()
"""Sent with `incident`, `at`, `verb` (as in the audit log) and `actor` when somebody has changed one, in the transaction: flows tell its company."""


def locked(incident: UUID, *, seen: int | None = None) -> Incident:
    """The incident, nobody else writing it meanwhile. seen: its version as it was shown. Raises NotFound, ChangedMeanwhile."""
    found = Incident.objects.select_for_update(of=("self",)).filter(id=incident).first()
    if found is None:
        raise NotFound
    if seen is not None and found.version != seen:
        raise ChangedMeanwhile
    return found


def _standing(incident: UUID, seen: int | None) -> Incident:
    """The same for one that does not live on in another. Raises CannotBe too."""
    found = locked(incident, seen=seen)
    if found.merged_into_id is not None:
        raise CannotBe(_NOT_NOW)
    return found


def set_state(
    incident: UUID,
    state: State,
    *,
    actor: Person,
    at: datetime,
    outcome: Outcome | None = None,
    seen: int | None = None,
) -> Change:
    """Take an incident on. Closing it needs an outcome, which its alerts get as a verdict. Raises as `locked`, CannotBe."""
    found = locked(incident, seen=seen)
    if state is State.MERGED or not may_become(State(found.state), state):
        raise CannotBe(_NOT_NOW)
    if state is State.CLOSED and outcome is None:
        raise CannotBe(_("何だったかを選んでください。"))
    change = _change(found, "state", actor, at)
    found.state, found.outcome = state.value, outcome.value if outcome else ""
    found.closed_at = at if state is State.CLOSED else None
    _close_alerts(found, actor, at)
    _saved(found, "incident.state", _STATE_WORDS[state], actor, at)
    return change


def _close_alerts(incident: Incident, actor: Person, at: datetime) -> None:
    """What is over does not count up any more; found again, it is something new. Nothing may hide what was real."""
    alerts = Alert.objects.filter(belonging__incident=incident)
    if incident.state == State.CLOSED.value:
        alerts.filter(closed_at=None).update(closed_at=at)
        alerts.filter(verdict="").update(verdict=incident.outcome, verdict_at=at)
    if incident.outcome == Outcome.TRUE.value:
        for one in alerts.filter(verdict=Verdict.TRUE.value).select_related("machine", "customer"):
            verdicts.end_what_hides(one, actor=actor, at=at)


def assign(incident: UUID, person: Person | None, *, actor: Person, at: datetime, seen: int | None = None) -> Change:
    """Somebody takes it, or leaves it. Raises as `locked`, CannotBe."""
    found = _standing(incident, seen)
    change = _change(found, "assigned", actor, at)
    found.assigned_to = person
    name = person.name if person else ""
    _saved(
        found,
        "incident.assigned",
        _("%(name)sが担当します。", name=name) if person else _("担当を外しました。"),
        actor,
        at,
    )
    return change


def set_severity(
    incident: UUID, colour: Colour | None, *, why: str, actor: Person, at: datetime, seen: int | None = None
) -> Change:
    """Decide the colour by hand; None: as it was found. It says why. Raises as `locked`, CannotBe."""
    if colour is not None and not why.strip():
        raise CannotBe(_("理由を書いてください。"))
    found = _standing(incident, seen)
    change = _change(found, "severity", actor, at)
    found.set_colour, found.set_colour_why = colour.value if colour else "", why.strip()[:200] if colour else ""
    words = (
        _("重さを%(colour)sにしました：%(why)s", colour=Sentence(colour.value), why=why)
        if colour
        else _("重さを検知のとおりに戻しました。")
    )
    _saved(found, "incident.severity", words, actor, at)
    return change


def note(incident: UUID, words: str, *, actor: Person, at: datetime) -> Entry:
    """Write something into the story. Raises NotFound."""
    found = locked(incident)
    found.touched_at = at
    found.save(update_fields=["touched_at"])
    ring()
    record("incident.noted", actor=actor, customer=found.customer_id, target=f"incident {found.id}", code=found.code)
    return Entry.objects.create(
        customer_id=found.customer_id, incident=found, at=at, kind="note", note=words.strip()[:4000], by=actor
    )


def merge(into: UUID, other: UUID, *, actor: Person | None, at: datetime) -> Change:
    """Two incidents of a company are one. Raises NotFound, CannotBe."""
    found = {
        one: locked(one) for one in sorted({into, other}, key=str)
    }  # in one order, or two who do it wait for each other
    return join(found[into], found[other], actor=actor, at=at)


def join(into: Incident, other: Incident, *, actor: Person | None, at: datetime) -> Change:
    """The same for incidents that are locked. actor: None: an alert showed that they are one. Raises CannotBe."""
    if into.id == other.id or into.customer_id != other.customer_id:
        raise CannotBe(_("同じ会社の、ほかの事案を選んでください。"))
    if not (into.is_open and other.is_open):
        raise CannotBe(_("終わった事案は、まとめられません。先に開き直してください。"))
    change = _change(other, "merge", actor, at, _places([into, other]))
    Belonging.objects.filter(incident=other).update(incident=into)
    other.state, other.merged_into = State.MERGED.value, into
    _saved(other, "incident.merged", _("%(code)sにまとめました。", code=into.code), actor, at)
    _renew(into)
    _saved(into, "incident.merged", _("%(code)sをまとめました。", code=other.code), actor, at)
    return change


def split(incident: UUID, alerts: Collection[UUID], *, actor: Person, at: datetime) -> Incident:
    """Take alerts out into an incident of their own. Raises NotFound, CannotBe."""
    found = locked(incident)
    of_it = set(Belonging.objects.filter(incident=found).values_list("alert_id", flat=True))
    moved = of_it & set(alerts)
    if not moved or moved == of_it or not found.is_open:
        raise CannotBe(_("分ける検知を選んでください。全部を分けることはできません。"))
    before = _places([found])
    lead = Alert.objects.get(id=min(moved, key=str))
    made = Incident.objects.create(
        customer_id=found.customer_id,
        code=new_code("J"),
        title=lead.title,
        colour=lead.colour,
        lead=lead,
        state=State.LOOKING.value,
        first_seen=lead.first_seen,
        last_seen=lead.last_seen,
        opened_at=at,
    )
    Belonging.objects.filter(alert__in=moved).update(incident=made)
    _change(made, "split", actor, at, before)
    for one, words in (
        (found, _("%(code)sに分けました。", code=made.code)),
        (made, _("%(code)sから分けました。", code=found.code)),
    ):
        _renew(one)
        _saved(one, "incident.split", words, actor, at)
    return made


def undo(change: UUID, *, actor: Person, at: datetime) -> Change:
    """Put back what a change did, if nothing was done to the same since. Raises NotFound, CannotBe."""
    found = Change.objects.select_for_update(of=("self",)).filter(id=change, undone_at=None).first()
    if found is None:
        raise NotFound
    involved = {found.incident_id} | {UUID(one) for one in found.before.get("incidents", ())}
    incidents = {one: locked(one) for one in sorted(involved, key=str)}
    if _changed_since(found, involved):
        raise CannotBe(_("そのあとに、ほかの変更がありました。先にそちらを取り消してください。"))
    _put_back(found, incidents, at=at)
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    for one in incidents.values():
        _renew(one)
        _saved(one, "incident.undone", _("取り消しました。"), actor, at)
    return found


def _changed_since(change: Change, involved: Collection[UUID]) -> bool:
    """Whether one of them was changed later, or another was merged with it or split off."""
    has_to_do = Q(incident__in=involved)
    for one in involved:
        has_to_do |= Q(before__incidents__contains=[str(one)])
    later = Change.objects.filter(has_to_do, customer=change.customer_id, undone_at=None, at__gt=change.at)
    return later.exclude(id=change.id).exists()


def _put_back(change: Change, incidents: dict[UUID, Incident], *, at: datetime) -> None:
    """What came since stays where it is: only the alerts that the change moved go back."""
    incident = incidents[change.incident_id]
    if change.kind == "split":
        source = incidents[UUID(change.before["incidents"][0])]
        Belonging.objects.filter(incident=incident).update(incident=source)
        incident.state, incident.merged_into, incident.closed_at = State.MERGED.value, source, None
        return
    if change.kind == "merge":
        mine = [UUID(alert) for alert, was in change.before["places"].items() if was == str(incident.id)]
        Belonging.objects.filter(alert__in=mine).update(incident=incident)
    said = change.before["said"]
    for name in _KEPT:
        value = said[name]
        setattr(incident, name, UUID(value) if name == "assigned_to_id" and value else value)
    if change.kind == "merge":
        incident.merged_into = None
    closed_at = said.get("closed_at")
    incident.closed_at = datetime.fromisoformat(closed_at) if closed_at else None
    if incident.state == State.CLOSED.value and incident.closed_at is None:
        incident.closed_at = at  # what was changed before this was written down does not say when
    if change.kind == "state":
        _open_alerts(incident, change)


def _open_alerts(incident: Incident, change: Change) -> None:
    """Those that closing it closed, and judged. What was found anew since counts on as what it is now, beside the old one."""
    of_it = Alert.objects.filter(belonging__incident=incident)
    of_it.filter(verdict_at=change.at, verdict_by=None).update(verdict="", verdict_at=None)
    anew = Alert.objects.filter(customer=OuterRef("customer"), fingerprint=OuterRef("fingerprint"), closed_at=None)
    of_it.filter(~Exists(anew), closed_at=change.at).update(closed_at=None)


def _places(incidents: Collection[Incident]) -> dict[str, Any]:
    """Which alert is where, before it is moved."""
    found = Belonging.objects.filter(incident__in=incidents).values_list("alert_id", "incident_id")
    return {
        "incidents": [str(one.id) for one in incidents],
        "places": {str(alert): str(where) for alert, where in found},
    }


def _change(
    incident: Incident, kind: str, actor: Person | None, at: datetime, more: dict[str, Any] | None = None
) -> Change:
    said = {name: getattr(incident, name) for name in _KEPT}
    said["assigned_to_id"] = str(incident.assigned_to_id) if incident.assigned_to_id else None
    said["closed_at"] = incident.closed_at.isoformat() if incident.closed_at else None
    return Change.objects.create(
        customer_id=incident.customer_id,
        incident=incident,
        kind=kind,
        before={"said": said} | (more or {}),
        by=actor,
        at=at,
    )


def _renew(incident: Incident) -> None:
    """Things and traces of an incident whose alerts are others now."""
    Thing.objects.filter(incident=incident).delete()
    Trace.objects.filter(incident=incident).delete()
    named = {thing for alert in weighing.alerts_of(incident) for thing in weighing.things_of(alert)}
    Thing.objects.bulk_create(
        [Thing(customer_id=incident.customer_id, incident=incident, kind=one.kind, value=one.value) for one in named]
    )
    weighing.weigh(incident)


def _saved(incident: Incident, verb: str, words: Sentence, actor: Person | None, at: datetime) -> None:
    incident.version += 1
    incident.touched_at = at
    incident.save()
    ring()
    Entry.objects.create(
        customer_id=incident.customer_id,
        incident=incident,
        at=at,
        kind=verb.partition(".")[2],
        words=as_data(words),
        by=actor,
    )
    record(verb, actor=actor, customer=incident.customer_id, target=f"incident {incident.id}", code=incident.code)
    if actor is not None:
        changed.send(Incident, incident=incident, at=at, verb=verb, actor=actor)
