"""Writing the rota: its pattern, single days, absences, how people are reached, and the minutes of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.policy import is_phone
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import ONLY, Absence, CancelledShift, Escalation, ExtraShift, PatternLine, Reach
from otasuke.web.duty.policy import MOST_MINUTES, WAYS, Flaw, Steps, Way, are_steps, flaws_of
from otasuke.web.duty.rota import MOST_WEEKS, Line
from otasuke.web.duty.selectors import line_of, staff_people
from otasuke.web.ui.sentences import _

LONGEST_ABSENCE = timedelta(days=366)
_LOCK = int.from_bytes(b"duty", "big")
_FLAWS = {
    Flaw.NO_WEEKDAY: ("weekday", _("ふだんの当番には、曜日を選んでください。")),
    Flaw.WEEKS: ("every_weeks", _("1週から%(most)s週ごとにできます。", most=MOST_WEEKS)),
    Flaw.BACKWARDS: ("last", _("終わりの日が、始まりの日より前です。")),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be reached; "" of phone or mail: as in his account."""

    phone: str = ""
    mail: str = ""
    ways: tuple[Way, ...] = WAYS
    quiet: tuple[time, time] | None = None


@transaction.atomic
def add_line(line: Line, *, actor: Actor | None) -> PatternLine:
    """Add a line to the pattern; its id is kept. Raises Refused."""
    for flaw in flaws_of(line):
        field, sentence = _FLAWS[flaw]
        raise Refused(sentence, field=field)
    _of_staff(line.person)
    one_at_a_time()
    made = PatternLine.objects.create(
        id=line.id,
        person_id=line.person,
        begins=line.begins,
        ends=line.ends,
        place=line.place.value,
        kind=line.kind.value,
        weekday=line.weekday if line.kind == "ordinary" else None,
        every_weeks=line.every_weeks,
        first=line.first,
        last=line.last,
    )
    record("duty.line_added", actor=actor, target=f"line {made.id}", person=str(line.person))
    return made


@transaction.atomic
def end_line(line: UUID, last: date, *, actor: Actor | None) -> Line:
    """Let a line hold until a day, for the last time; what it was before. A day before its first: it never held. Raises NotFound."""
    one_at_a_time()
    found = PatternLine.objects.select_for_update().filter(id=line).first()
    if found is None:
        raise NotFound(line)
    before = line_of(found)
    found.last = last
    found.save(update_fields=["last"])
    record("duty.line_ended", actor=actor, target=f"line {found.id}", last=last.isoformat())
    return before


@transaction.atomic
def put_line_back(before: Line, *, actor: Actor | None) -> None:
    """Undo `end_line`. Raises NotFound."""
    one_at_a_time()
    if not PatternLine.objects.filter(id=before.id).update(last=before.last):
        raise NotFound(before.id)
    record("duty.line_put_back", actor=actor, target=f"line {before.id}")


@transaction.atomic
def add_extra(person: UUID, day: date, *, begins: time, ends: time, place: int, actor: Actor | None) -> ExtraShift:
    """Put somebody on duty on a single day. Raises Refused."""
    _of_staff(person)
    one_at_a_time()
    made = ExtraShift.objects.create(person_id=person, day=day, begins=begins, ends=ends, place=place)
    record("duty.extra_added", actor=actor, target=f"shift {made.id}", person=str(person), day=day.isoformat())
    return made


@transaction.atomic
def remove_extra(extra: UUID, *, actor: Actor | None) -> None:
    """Take such a shift away. Raises NotFound."""
    one_at_a_time()
    found = ExtraShift.objects.filter(id=extra).first()
    if found is None:
        raise NotFound(extra)
    found.delete()
    record("duty.extra_removed", actor=actor, target=f"shift {extra}", person=str(found.person_id), day=str(found.day))


@transaction.atomic
def cancel_shift(line: UUID, day: date, *, actor: Actor | None) -> None:
    """Let a line not count on a day. Raises NotFound."""
    one_at_a_time()
    if not PatternLine.objects.filter(id=line).exists():
        raise NotFound(line)
    _, is_new = CancelledShift.objects.get_or_create(line_id=line, day=day)
    if is_new:
        record("duty.shift_cancelled", actor=actor, target=f"line {line}", day=day.isoformat())


@transaction.atomic
def restore_shift(line: UUID, day: date, *, actor: Actor | None) -> None:
    """Let it count again. Raises NotFound."""
    one_at_a_time()
    deleted, _by_table = CancelledShift.objects.filter(line_id=line, day=day).delete()
    if not deleted:
        raise NotFound(line)
    record("duty.shift_restored", actor=actor, target=f"line {line}", day=day.isoformat())


@transaction.atomic
def add_absence(person: UUID, begins: datetime, ends: datetime, *, words: str = "", actor: Actor | None) -> Absence:
    """Write down that somebody cannot be called. Raises Refused."""
    if ends <= begins:
        raise Refused(_("終わりは、始まりより後にしてください。"), field="ends")
    if ends - begins > LONGEST_ABSENCE:
        raise Refused(_("不在は1年までです。"), field="ends")
    _of_staff(person)
    one_at_a_time()
    made = Absence.objects.create(person_id=person, begins=begins, ends=ends, words=words)
    record("duty.absence_added", actor=actor, target=f"absence {made.id}", person=str(person))
    return made


@transaction.atomic
def remove_absence(absence: UUID, *, actor: Actor | None) -> Absence:
    """Forget it again; what it was. Raises NotFound."""
    one_at_a_time()
    found = Absence.objects.filter(id=absence).first()
    if found is None:
        raise NotFound(absence)
    Absence.objects.filter(id=absence).delete()
    record("duty.absence_removed", actor=actor, target=f"absence {absence}", person=str(found.person_id))
    return found


@transaction.atomic
def set_wishes(person: Person, wishes: Wishes, *, actor: Actor | None) -> Reach:
    """Write down how somebody is reached. Raises Refused."""
    if wishes.phone and not is_phone(wishes.phone):
        raise Refused(_("電話番号が正しくありません。"), field="phone")
    if "phone" not in wishes.ways:
        raise Refused(_("電話は外せません。順番は選べます。"), field="ways")
    found, _is_new = Reach.objects.select_for_update().get_or_create(person=person)
    found.phone, found.mail, found.ways = wishes.phone, wishes.mail, list(dict.fromkeys(wishes.ways))
    found.quiet_from, found.quiet_until = wishes.quiet or (None, None)
    found.save()
    record("duty.wishes_set", actor=actor, target=f"person {person.id}")
    return found


@transaction.atomic
def change_calendar(person: Person) -> None:
    """Let the address of somebody's calendar be another; the one before is dead."""
    found, _is_new = Reach.objects.select_for_update().get_or_create(person=person)
    found.calendar += 1
    found.save(update_fields=["calendar"])
    record("duty.calendar_changed", actor=person, target=f"person {person.id}")


@transaction.atomic
def set_steps(steps: Steps, *, actor: Actor | None) -> None:
    """After how many minutes the next are called. Raises Refused."""
    if not are_steps(steps):
        raise Refused(_("分は、前の段より大きく、%(most)s分までにしてください。", most=MOST_MINUTES), field="all_after")
    values = {name: getattr(steps, name) for name in ("second_after", "manager_after", "all_after")}
    Escalation.objects.update_or_create(id=ONLY, defaults=values)
    record("duty.steps_set", actor=actor, target="escalation", **values)


def one_at_a_time() -> None:
    """What two people write about the rota at once is written one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _of_staff(person: UUID) -> None:
    if person not in {one.id for one in staff_people()}:
        raise Refused(_("スタッフの中から選んでください。"), field="person")


def wanted(ways: Sequence[str]) -> tuple[Way, ...]:
    """Ways by their names, in the order in which they are given; what is none is left out."""
    return tuple(way for name in ways for way in WAYS if way == name)
