"""Devices of customers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from otasuke.web.sensors import policy
from otasuke.web.tenancy.models import TenantModel


class Device(TenantModel):
    """機器. What watches for a customer: a computer, or something in his network. A sensor of the tenant.

    code           its name on the stream and in the lake, unique within the tenant; it never changes.
    seat           whether it counts as a computer of the contract.
    credential_id  by what it is known; "": it may not send.
    handed_out     when it got this credential.
    first_seen, last_seen  when something of it was received first, and lately; written by `watching`.
    removed        when it was taken away; it stays, as what it sent bears its code.
    """

    class Kinds(models.TextChoices):
        WINDOWS = policy.Kind.WINDOWS.value, "Windowsのパソコン"
        MACOS = policy.Kind.MACOS.value, "Mac"
        LINUX = policy.Kind.LINUX.value, "Linux"
        UTM = policy.Kind.UTM.value, "UTM・ルーター"
        NAS = policy.Kind.NAS.value, "NAS"

    code = models.CharField("記号", max_length=20)
    name = models.CharField("名前", max_length=policy.LONGEST_NAME)
    kind = models.CharField("種類", max_length=10, choices=Kinds)
    brand = models.CharField("メーカー", max_length=20, blank=True)
    seat = models.BooleanField("台数に入れる")
    added = models.DateTimeField(auto_now_add=True)
    credential_id = models.CharField(max_length=32, blank=True)
    handed_out = models.DateTimeField(null=True, blank=True)
    first_seen = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "code"], name="device_code"),
            models.CheckConstraint(
                condition=models.Q(credential_id="", handed_out=None)
                | (~models.Q(credential_id="") & models.Q(handed_out__isnull=False)),
                name="device_handed_out",
            ),
            models.CheckConstraint(
                condition=models.Q(first_seen=None, last_seen=None)
                | models.Q(first_seen__isnull=False, last_seen__isnull=False, last_seen__gte=models.F("first_seen")),
                name="device_seen",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def standing(self, now: datetime) -> policy.Standing:
        """How it is now."""
        return policy.standing(policy.Kind(self.kind), handed_out=self.handed_out, last_seen=self.last_seen, now=now)


class SetupCode(TenantModel):
    """設定コード. Who knows it may hand a device out, once, until it expires. digest: of the code (codes.py)."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="codes")
    digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.device_id} {self.made_at:%Y-%m-%d %H:%M}"


class ReadUntil(models.Model):
    """How far a journal of the broker was read; written together with what was learnt of it."""

    journal = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.journal} {self.number}"
