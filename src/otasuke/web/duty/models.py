"""The rota as it is kept. What it means stands in rota.py and policy.py."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from otasuke.web.duty.policy import WAYS, Steps
from otasuke.web.duty.rota import DayKind, Place

ONLY = 1
_PLACES = [(place.value, place.name) for place in Place]


def all_ways() -> list[str]:
    """How somebody is reached who said nothing: all ways, the loudest first."""
    return list(WAYS)


class _ByPerson(models.Model):
    """A row about a person of staff. Who was ever on duty is not deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Reach(models.Model):
    """連絡方法. How somebody of the staff is reached when he is called.

    ways          the order in which they are tried; those that he does not want are left out.
    quiet_from    between these times of a day he would like to be called last, if he is not on duty.
    calendar      counts the addresses of his calendar; those before the last are dead.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    phone = models.CharField(max_length=20, blank=True)
    mail = models.EmailField(blank=True)
    ways = models.JSONField(default=all_ways)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    calendar = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person_id}"


class _Times(_ByPerson):
    begins = models.TimeField()
    ends = models.TimeField()
    place = models.PositiveSmallIntegerField(choices=_PLACES, default=Place.FIRST.value)

    class Meta:
        abstract = True


class PatternLine(_Times):
    """当番の型の行. Comes round every week, or every few, from its first day to its last."""

    kind = models.CharField(max_length=8, choices=[(one.value, one.name) for one in DayKind])
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.weekday} {self.begins}–{self.ends}"


class ExtraShift(_Times):
    """その日だけの当番. A shift that no line of the pattern has."""

    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.day} {self.begins}–{self.ends}"


class CancelledShift(models.Model):
    """その日だけなしの当番. A line of the pattern does not count on a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.ForeignKey(PatternLine, on_delete=models.CASCADE, related_name="cancelled")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "day"], name="cancelled_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}"


class Absence(_ByPerson):
    """不在. Somebody cannot be called, whatever the pattern says."""

    begins = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
    words = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gt=models.F("begins")), name="absence_has_a_length")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.begins}–{self.ends}"


class Swap(models.Model):
    """当番の交代. Somebody offers a shift, another takes it; or a manager decides so.

    source, day  which shift: the line or the extra that it comes from.
    taker        None: whoever says yes first.
    decided_by   who said yes or no, or took it back.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "申し出中"
        ACCEPTED = "accepted", "受けた"
        IMPOSED = "imposed", "管理者が決めた"
        DECLINED = "declined", "断った"
        WITHDRAWN = "withdrawn", "取り下げた"
        UNDONE = "undone", "元に戻した"

    IN_FORCE = (State.ACCEPTED, State.IMPOSED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.UUIDField()
    day = models.DateField(db_index=True)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State)
    words = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "day"], condition=Q(state="offered"), name="shift_is_offered_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "imposed"]) | Q(taker__isnull=False), name="swap_in_force_has_taker"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"


class Escalation(models.Model):
    """エスカレーションの設定. One row; until there is one, the usual minutes hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    second_after = models.PositiveSmallIntegerField(default=Steps().second_after)
    manager_after = models.PositiveSmallIntegerField(default=Steps().manager_after)
    all_after = models.PositiveSmallIntegerField(default=Steps().all_after)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="escalation_is_one")]

    def __str__(self) -> str:
        return f"{self.second_after}/{self.manager_after}/{self.all_after}"


class DrillPlan(models.Model):
    """夜間訓練の予定. One row: how often a month a drill is held at an hour that nobody knows, and between which hours."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    times_a_month = models.PositiveSmallIntegerField(default=0)
    begins = models.TimeField(default=time(22))
    ends = models.TimeField(default=time(5))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="drill_plan_is_one")]

    def __str__(self) -> str:
        return f"{self.times_a_month} a month"


class Drill(models.Model):
    """夜間訓練. A false 赤 that goes through the real chain.

    asked_by     who pressed the button; None: it was drawn by lot, and nobody is told when it comes.
    planned_for  when it is to begin.
    begun_at     when people were called; ended_at: when somebody had answered, or nobody had for an hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    planned_for = models.DateTimeField(db_index=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(begun_at__isnull=False, ended_at__isnull=True), name="one_drill_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.planned_for}"


class DrillResult(models.Model):
    """夜間訓練の結果. What a drill has shown: filed once, and never changed. text: the record (drills.py), of which the digest is."""

    RIGHTS = "SELECT, INSERT"

    drill = models.OneToOneField(Drill, on_delete=models.PROTECT, primary_key=True, related_name="result")
    begun_at = models.DateTimeField(db_index=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.begun_at} {self.digest[:8]}"
