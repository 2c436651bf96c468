"""Alerts: what was found at companies, each thing once, however often it was seen."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import Held, Kind, Verdict
from otasuke.web.tenancy.models import TenantModel

COLOURS = [(one.value, one.value) for one in Colour]
LONGEST_NAME = 400


class Silence(TenantModel):
    """静かにする. What a company is not to be disturbed by for a while. It never hides what is 赤.

    wanted     field → value of what it is for: rule, device, person, counterpart (silencing.py); all have to fit.
    mark       of these: there are no two at a time for the same.
    owner      who answers for it; reason: why.
    asked_at   when it was over, and came back as a question; answered_at: when somebody saw to that.
    """

    wanted = models.JSONField()
    mark = models.CharField(max_length=32, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="silence_in_order"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="silence_has_reason"),
            models.UniqueConstraint(
                fields=["customer", "mark"],
                condition=models.Q(ended_at=None, asked_at=None) & ~models.Q(mark=""),
                name="silence_once",
            ),
        ]
        indexes = [models.Index(fields=["ends"], condition=models.Q(ended_at=None), name="silence_ending")]

    def __str__(self) -> str:
        return f"{self.reason} –{self.ends:%Y-%m-%d}"


class Tuning(TenantModel):
    """調整. A change that verdicts proposed (proposing.py): accepted, or declined, and then not proposed again until it ends.

    wanted   rule, and what else has to fit: device, person, counterpart, or `look`, the digest of one.
    mark     of kind and wanted: there are no two at a time for the same.
    look     of a habit, in words; silence: what a silence was made of it.
    judged   so many were harmless; spared: so many interruptions there would have been less.
    """

    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Kind])
    wanted = models.JSONField()
    mark = models.CharField(max_length=32)
    look = models.TextField(blank=True)
    silence = models.ForeignKey(Silence, null=True, on_delete=models.PROTECT, related_name="+")
    judged = models.PositiveIntegerField()
    spared = models.PositiveIntegerField()
    is_declined = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="tuning_in_order"),
            models.UniqueConstraint(fields=["customer", "mark"], condition=models.Q(ended_at=None), name="tuning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} –{self.ends:%Y-%m-%d}"


class Alert(TenantModel):
    """検知. A thing that was found; seen again, it counts up.

    fingerprint  of the tenant, the rule and what it is about: the same thing has the same (policy.fingerprint).
    device       as the logs call it; machine: the device of the contract that it is, if that is known.
    people       whom it concerns besides the person: who got a mail.
    colour       what it is by what was found. Held, it disturbs nobody, whatever its colour: held_by says why, held_why in words
                 (a sentence's key and values).
    raised_why   why it disturbs although it would not by itself (risk.py), likewise.
    happening    what the advice speaks of, as data (happenings.py).
    first_seen, last_seen  when it happened, by the logs; detected_at: when we knew of it first.
    silence      what hid it, or did last; tuning: the habit or lower level that made it quiet, likewise.
    batch, ordinal  where the first event is in the lake; events: of a correlation.
    traces       what it may have in common with what another company is told.
    verdict      what somebody found out about it.
    """

    fingerprint = models.CharField(max_length=32)
    rule_id = models.CharField(max_length=200)
    title = models.CharField(max_length=LONGEST_NAME)
    level = models.CharField(max_length=16)
    tags = ArrayField(models.CharField(max_length=120), default=list)
    device = models.CharField(max_length=LONGEST_NAME, blank=True)
    machine = models.ForeignKey("sensors.Device", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=LONGEST_NAME, blank=True)
    people = ArrayField(models.CharField(max_length=LONGEST_NAME), default=list)
    counterpart = models.CharField(max_length=LONGEST_NAME, blank=True)
    colour = models.CharField(max_length=1, choices=COLOURS)
    held_by = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Held], blank=True)
    held_why = models.JSONField(null=True)
    raised_why = models.JSONField(null=True)
    silence = models.ForeignKey(Silence, null=True, on_delete=models.PROTECT, related_name="alerts")
    tuning = models.ForeignKey(Tuning, null=True, on_delete=models.PROTECT, related_name="alerts")
    happening = models.JSONField()
    matched = models.JSONField(default=list)
    traces = models.JSONField(default=list)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    detected_at = models.DateTimeField()
    times = models.PositiveBigIntegerField(default=1)
    batch = models.CharField(max_length=64, blank=True)
    ordinal = models.IntegerField(default=-1)
    events = ArrayField(models.CharField(max_length=64), default=list)
    verdict = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Verdict], blank=True)
    verdict_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verdict_at = models.DateTimeField(null=True)
    verdict_words = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "fingerprint"], condition=models.Q(closed_at=None), name="alert_once"
            ),
            models.CheckConstraint(condition=models.Q(last_seen__gte=models.F("first_seen")), name="alert_seen"),
        ]
        indexes = [
            models.Index(fields=["customer", "-last_seen"], name="alert_newest"),
            # What is counted over all companies is in the index itself: rows are wide, and there are many.
            models.Index(
                fields=["-last_seen", "-id"],
                include=["customer", "held_by"],
                condition=models.Q(closed_at=None),
                name="alert_open_newest",
            ),
            models.Index(fields=["last_seen"], include=["held_by", "times"], name="alert_lately"),
            models.Index(fields=["rule_id", "customer"], include=["verdict", "title"], name="alert_of_rule"),
            models.Index(fields=["rule_id", "customer"], condition=~models.Q(verdict=""), name="alert_judged"),
        ]

    def __str__(self) -> str:
        return f"{self.colour} {self.title}"

    @property
    def disturbs(self) -> bool:
        """Whether somebody is to be told at once, or today."""
        return not self.held_by and Colour(self.colour) in (Colour.RED, Colour.YELLOW)


class Sighting(TenantModel):
    """目撃. One detection of an alert. detection: its id, the same however often it is told."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="sightings")
    detection = models.CharField(max_length=64)
    at = models.DateTimeField()
    batch = models.CharField(max_length=64, blank=True)
    ordinal = models.IntegerField(default=-1)
    event = models.CharField(max_length=64, blank=True)
    matched = models.JSONField(default=list)
    fields = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "detection"], name="sighting_once"),
        ]
        indexes = [
            models.Index(fields=["alert", "-at"], name="sighting_of_alert"),
            models.Index(fields=["customer", "event"], condition=~models.Q(event=""), name="sighting_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.detection} {self.at}"


class Judged(TenantModel):
    """判定. What somebody found out about an alert, and what was thought before. undone_at: he took it back.

    before  verdict, who gave it (an id), when and in which words; of an alert without one, all empty.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="judged")
    verdict = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Verdict])
    words = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["alert", "-at"], name="judged_of_alert")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.words}"


class Habit(TenantModel):
    """いつものこと. What a rule said of a company while it was new. days: of UTC, on which it did (detect/learn/habits.py)."""

    rule_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    look = models.TextField()
    days = ArrayField(models.IntegerField())

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "rule_id", "digest"], name="habit_once"),
        ]

    def __str__(self) -> str:
        return self.look


class Owned(TenantModel):
    """心当たり. A thing that somebody of the company said was his (answers.py). fingerprint: of the alert; said_by: his name."""

    fingerprint = models.CharField(max_length=32)
    said_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "fingerprint"], name="owned_once"),
        ]

    def __str__(self) -> str:
        return self.said_by


class Naming(TenantModel):
    """呼び名. What a name or an address in the logs is: a device of the contract, or how a device calls itself that has this address.

    by_hand  somebody of the staff said so; what devices say does not change it.
    """

    seen_as = models.CharField(max_length=LONGEST_NAME)
    machine = models.ForeignKey("sensors.Device", null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    by_hand = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "seen_as"], name="naming_once"),
            models.CheckConstraint(condition=models.Q(machine=None) ^ models.Q(name=""), name="naming_says_one_thing"),
        ]

    def __str__(self) -> str:
        return self.seen_as


class Unreadable(models.Model):
    """読めなかったもの. A detection that could not be written down, kept as it came. Nothing is lost; the others go on."""

    tenant = models.CharField(max_length=64)
    content = models.TextField()
    error = models.CharField(max_length=400)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tenant} {self.at}"
