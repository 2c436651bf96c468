"""Incidents: alerts that belong together, and what is done about them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import LONGEST_NAME, Alert
from otasuke.web.incidents.states import OPEN, Outcome, State
from otasuke.web.tenancy.models import TenantModel

_COLOURS = [(one.value, one.value) for one in Colour]


class Campaign(models.Model):
    """同じ攻撃. One attack that came to several companies. traces: what their incidents have in common, as kind and value."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    traces = models.JSONField(default=list)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Incident(TenantModel):
    """事案. What happened at a company, as one thing.

    code        how people name it, such as `J-7KQ2MF`; unique over all companies.
    colour      by what was found; reasons: why, as sentences (key and values). set_colour: what somebody decided instead, and why.
    lead        the alert whose words the owner reads.
    first_seen, last_seen  of its alerts; opened_at: when we knew; told_at: when the owner was; called_at: when staff were called.
    merged_into it lives on in another one; nothing of it is lost, and it can be taken out again.
    touched_at  when it became something else for who looks at it: something was found, or somebody did something.
    version     counts changes by people: who writes says which one he saw.
    """

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=LONGEST_NAME)
    colour = models.CharField(max_length=1, choices=_COLOURS)
    reasons = models.JSONField(default=list)
    set_colour = models.CharField(max_length=1, choices=_COLOURS, blank=True)
    set_colour_why = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in State], default=State.NEW.value)
    outcome = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Outcome], blank=True)
    lead = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="incidents")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state=State.MERGED.value, merged_into__isnull=False)
                | (~models.Q(state=State.MERGED.value) & models.Q(merged_into=None)),
                name="incident_merged",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.CLOSED.value, closed_at__isnull=False)
                | (~models.Q(state=State.CLOSED.value) & models.Q(closed_at=None)),
                name="incident_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-last_seen"], name="incident_newest"),
            models.Index(
                fields=["opened_at"],
                condition=models.Q(state__in=sorted(one.value for one in OPEN)),
                name="incident_open",
            ),
            models.Index(fields=["-touched_at"], name="incident_touched"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def level(self) -> Colour:
        """The colour that counts."""
        return Colour(self.set_colour or self.colour)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return State(self.state) in OPEN


class Belonging(TenantModel):
    """つながり. An alert belongs to an incident; to one at a time. by: who put it there; None: the program."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="belongings")
    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="belonging")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.incident_id} {self.alert_id}"


class Thing(TenantModel):
    """関わったもの. A device, person or counterpart of an incident, in small letters, as alerts are joined by it (grouping.py)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="things")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=LONGEST_NAME)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["incident", "kind", "value"], name="thing_once"),
        ]
        indexes = [models.Index(fields=["customer", "kind", "value"], name="thing_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Trace(TenantModel):
    """足あと. What an incident may have in common with one at another company (findings/traces.py)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=LONGEST_NAME)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["incident", "kind", "value"], name="trace_once"),
        ]
        indexes = [models.Index(fields=["kind", "value", "at"], name="trace_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Entry(TenantModel):
    """経過. A line of an incident's story.

    kind   what it is about: found, told, answered, unplugged (and plugged again), state, assigned, severity, merged, split, task, action, note, campaign.
    words  a sentence as key and values; note: what somebody wrote himself.
    written_at  when the line was written, which may be long after `at`.
    alert  what it is the evidence of.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    written_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10)
    words = models.JSONField(null=True)
    note = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["incident", "at"], name="entry_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Task(TenantModel):
    """やること. A step for somebody of the staff."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=400)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["incident", "position"], name="task_in_order"),
        ]

    def __str__(self) -> str:
        return self.words


class Change(TenantModel):
    """直し. Something that somebody did to incidents, with what was before, so that it can be undone. by: None: the program.

    kind    merge, split, state, severity, assigned, answered.
    before  enough to put it back (changing.py).
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10)
    before = models.JSONField()
    alerts = ArrayField(models.UUIDField(), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Seen(TenantModel):
    """見た. When a member of the staff opened an incident last: what was written since is new to him."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["incident", "by"], name="seen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"


class Interruption(TenantModel):
    """呼び止め. A company was disturbed by an incident. person: whose turn it was; reason: why, where it went beyond his budget (policy.Budget)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="interruptions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=1, choices=_COLOURS)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["at"], name="interruption_by_time")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at}"


class KeptFilter(models.Model):
    """絞り込み. What somebody wants to see of 対応待ち, under a name. query: as the address has it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("名前", max_length=40)
    query = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField("みんなで使う", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "name"], name="kept_filter_name")]

    def __str__(self) -> str:
        return self.name
