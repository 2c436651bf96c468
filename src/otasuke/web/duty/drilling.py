"""Writing about drills: when they are, that one began, and what it has shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import Actor, record
from otasuke.web.duty.drills import LATE_BY, MOST_A_MONTH, Record, lots, month_of, packed, unpacked
from otasuke.web.duty.errors import EvidenceDamaged, NotFound, Refused
from otasuke.web.duty.models import ONLY, Drill, DrillPlan, DrillResult
from otasuke.web.duty.rota import moment
from otasuke.web.duty.services import one_at_a_time
from otasuke.web.ui.sentences import _


def plan() -> DrillPlan:
    """How often, and between which hours; nothing is drawn by lot until somebody wants it."""
    return DrillPlan.objects.first() or DrillPlan()


@transaction.atomic
def change_plan(times_a_month: int, window: tuple[time, time], *, actor: Actor | None, at: datetime) -> None:
    """Hold so many drills a month at hours between two; those that were drawn and are to come are drawn anew. Raises Refused."""
    if not 0 <= times_a_month <= MOST_A_MONTH:
        raise Refused(_("月に0回から%(most)s回までです。", most=MOST_A_MONTH), field="times_a_month")
    one_at_a_time()
    values = {"times_a_month": times_a_month, "begins": window[0], "ends": window[1]}
    DrillPlan.objects.update_or_create(id=ONLY, defaults=values)
    Drill.objects.filter(asked_by=None, begun_at=None, planned_for__gt=at).delete()
    record("duty.drills_planned", actor=actor, target="drills", times_a_month=times_a_month)


@transaction.atomic
def draw_lots(at: datetime, *, dice: Random) -> Sequence[Drill]:
    """See to it that the drills of this month have their hours; those that were drawn now. One that was missed is drawn again."""
    one_at_a_time()
    wanted = plan()
    Drill.objects.filter(asked_by=None, begun_at=None, planned_for__lt=at - LATE_BY).delete()
    begin, end = month_of(at), month_of(moment(month_of(at), time()) + timedelta(days=32))
    drawn = Drill.objects.filter(
        asked_by=None, planned_for__gte=moment(begin, wanted.begins), planned_for__lt=moment(end, wanted.begins)
    )
    missing = wanted.times_a_month - drawn.count()
    found = lots(begin, count=missing, window=(wanted.begins, wanted.ends), after=at, dice=dice) if missing > 0 else ()
    return Drill.objects.bulk_create(Drill(planned_for=one) for one in found)


def due(at: datetime) -> Drill | None:
    """The drill whose hour has come; None: there is none, or one goes on."""
    if going_on() is not None:
        return None
    found = Drill.objects.filter(begun_at=None, planned_for__gt=at - LATE_BY, planned_for__lte=at)
    return found.order_by("planned_for").first()


def going_on() -> Drill | None:
    """The drill that has begun and is not over."""
    return Drill.objects.select_related("asked_by").filter(begun_at__isnull=False, ended_at=None).first()


@transaction.atomic
def begin(drill: Drill | None, *, by: Person | None, at: datetime) -> Drill:
    """A drill begins: one whose hour has come, or (None) one that somebody asked for just now. Raises Refused while another goes on."""
    one_at_a_time()
    if going_on() is not None:
        raise Refused(_("いま、別の訓練をしています。"))
    begun = drill or Drill(asked_by=by, planned_for=at)
    begun.begun_at = at
    begun.save()
    record("duty.drill_begun", actor=by, target=f"drill {begun.id}")
    return begun


@transaction.atomic
def put_off(drill: Drill, until: datetime) -> None:
    """Hold it later: something real is going on."""
    Drill.objects.filter(id=drill.id, begun_at=None).update(planned_for=until)


@transaction.atomic
def file(drill: UUID, shown: Record, *, at: datetime) -> DrillResult:
    """File what a drill has shown; the audit log knows the digest. What was filed stays as it is. Raises NotFound."""
    one_at_a_time()
    found = Drill.objects.filter(id=drill, begun_at__isnull=False).first()
    if found is None:
        raise NotFound(drill)
    if kept := DrillResult.objects.filter(drill=found).first():
        return kept
    text = packed(shown)
    digest = sha256(text.encode()).hexdigest()
    made = DrillResult.objects.create(drill=found, begun_at=shown.begun_at, text=text, digest=digest, filed_at=at)
    Drill.objects.filter(id=drill).update(ended_at=shown.ended_at)
    record("duty.drill_filed", actor=None, target=f"drill {drill}", digest=digest, is_kept=shown.is_kept)
    return made


def read(kept: DrillResult) -> Record:
    """What was filed. Raises EvidenceDamaged."""
    if sha256(kept.text.encode()).hexdigest() != kept.digest:
        raise EvidenceDamaged(kept.drill_id)
    return unpacked(kept.text)


def results() -> Sequence[DrillResult]:
    """All that were filed, the newest first."""
    return list(DrillResult.objects.select_related("drill", "drill__asked_by").order_by("-begun_at"))
