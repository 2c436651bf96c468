"""Companies that are invited, where each of them stands, and the letter that follows."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from otasuke.web.contracts.models import Contract, Plan
from otasuke.web.joining import policy
from otasuke.web.tenancy.models import TenantModel


class Joining(TenantModel):
    """参加. A company's way in: whom a link invites, and where he stands.

    digest         of the secret of the link that staff were shown, to hand over.
    mailed_digest  of the secret of the link that was mailed to `email`, and to nobody else: who has it reads that mailbox.
    email, name    of who signs for the company; "": not known yet.
    step, since    where he stands, and since when.
    """

    class Steps(models.TextChoices):
        WHO = policy.Step.WHO.value, "まだ開いていません"
        COST = policy.Step.COST.value, "説明を見ています"
        CONSENT = policy.Step.CONSENT.value, "同意を待っています"
        COUNT = policy.Step.COUNT.value, "台数を待っています"
        DEVICES = policy.Step.DEVICES.value, "機器をつないでいます"
        CONNECTED = policy.Step.CONNECTED.value, "つながりました"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    mailed_digest = models.BinaryField(max_length=32, unique=True, null=True)
    email = models.EmailField("メール", blank=True)
    name = models.CharField("名前", max_length=60, blank=True)
    step = models.CharField(max_length=10, choices=Steps, default=Steps.WHO)
    since = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(withdrawn_at=None) & ~models.Q(step="connected"),
                name="joining_one_open",
            ),
        ]
        indexes = [models.Index(fields=["step", "since"], name="joining_by_step")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.step}"

    def standing(self, now: datetime) -> policy.Standing:
        """What its links are good for."""
        return policy.standing(
            at=policy.Step(self.step), expires_at=self.expires_at, withdrawn_at=self.withdrawn_at, now=now
        )


class Reached(TenantModel):
    """到達. When a step was reached first. Never changed."""

    RIGHTS = "SELECT, INSERT"

    joining = models.ForeignKey(Joining, on_delete=models.PROTECT, related_name="reached")
    step = models.CharField(max_length=10, choices=Joining.Steps)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["joining", "step"], name="reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"


class LearningLetter(TenantModel):
    """「わかったこと」の手紙. It is due when a company's usual days are learnt. email: where to; "": nobody is known yet."""

    joining = models.OneToOneField(Joining, on_delete=models.PROTECT, related_name="letter")
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["due_on"], condition=models.Q(sent_at=None), name="letter_due")]

    def __str__(self) -> str:
        return f"{self.due_on}"
