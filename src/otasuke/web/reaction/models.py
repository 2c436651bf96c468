"""What is stopped for companies, what they agreed to beforehand, and the lists that their boxes fetch."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from otasuke.web.incidents.models import Incident
from otasuke.web.reaction.lists import File
from otasuke.web.reaction.policy import IN_FORCE, OPEN, Kind, Source, State
from otasuke.web.reaction.targets import LONGEST
from otasuke.web.tenancy.models import TenantModel

_OPEN, _IN_FORCE = (sorted(one.value for one in states) for states in (OPEN, IN_FORCE))
_ALLOWED = models.Q(approved_at__isnull=False, expires_at__isnull=False) & ~models.Q(source="")


class Action(TenantModel):
    """手当て. Something that could be done for a company, or is.

    target       as it is sent (targets.py); of a computer its code, of an account its name.
    reason       why, as a sentence (key and values); note: what somebody wrote himself.
    source       who allowed it; agreed_by: who of the company said yes, if somebody of the staff asked him.
    active_at    when a box fetched it first, or somebody said that it was done.
    ended_at     when it was withdrawn, was over, or could not be done. stood: what it was before it was withdrawn.
    """

    KINDS = [(one.value, one.value) for one in Kind]

    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="actions")
    device = models.ForeignKey("sensors.Device", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    target = models.CharField(max_length=LONGEST)
    reason = models.JSONField(null=True)
    note = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in State], default=State.OFFERED.value
    )
    source = models.CharField(max_length=11, choices=[(one.value, one.value) for one in Source], blank=True)
    agreed_by = models.CharField(max_length=60, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stood = models.CharField(max_length=9, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "incident", "kind", "target"],
                condition=models.Q(state__in=_OPEN),
                nulls_distinct=False,
                name="action_once",
            ),
            models.CheckConstraint(condition=_ALLOWED | ~models.Q(state__in=_IN_FORCE), name="action_was_allowed"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | ~models.Q(state__in=_OPEN),
                name="action_open_or_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "kind"],
                condition=models.Q(state__in=_IN_FORCE),
                name="action_in_force",
            ),
            models.Index(fields=["expires_at"], name="action_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Preapproval(TenantModel):
    """事前の同意. What may be done for a company without asking it each time. person: who agreed; name: as it was then."""

    kind = models.CharField(max_length=12, choices=Action.KINDS)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    agreed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=models.Q(withdrawn_at=None), name="preapproval_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Spared(TenantModel):
    """止めないもの. A domain, address or network that is the company's own, as somebody of the staff wrote it down."""

    value = models.CharField(max_length=253)
    words = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "value"], name="spared_once"),
        ]

    def __str__(self) -> str:
        return self.value


class Feed(TenantModel):
    """配信先. A box that fetches the lists of its company, by a secret address. digest: of the secret; begins: to tell it from others.

    fetched_at, fetched_from  when and from where it came last: that address is the company's own.
    fetched    file → when.
    """

    name = models.CharField(max_length=60)
    brand = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=32, unique=True)
    begins = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    fetched_at = models.DateTimeField(null=True)
    fetched_from = models.GenericIPAddressField(null=True)
    fetched = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.begins}… {self.name}"


class Listing(TenantModel):
    """一覧. What a file of a company says now. serial rises with every change of it."""

    file = models.CharField(max_length=10, choices=[(one.value, one.value) for one in File])
    digest = models.CharField(max_length=64)
    serial = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "file"], name="listing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.serial}"
