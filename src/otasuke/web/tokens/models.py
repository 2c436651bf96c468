"""Tokens with which programs ask in somebody's name."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Token(models.Model):
    """APIトークン. Lets a program do some of what a person may. Known only by its digest.

    firm      the token is for the companies of this firm: all, or those in `only` if it names some;
    customer  or for this one company. One of both is given. A company sees its own tokens and no firm's.
    person    who made it; the token may what he may, and nothing once he has left.
    begins    how it begins, to tell it from others.
    """

    TENANT_COLUMN = "customer_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    firm = models.ForeignKey("accounts.Firm", null=True, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    only = ArrayField(models.UUIDField(), default=list, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("名前", max_length=60)
    scopes = ArrayField(models.CharField(max_length=40))
    begins = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(firm__isnull=False, customer=None) | Q(firm=None, customer__isnull=False, only=[]),
                name="token_of_firm_or_customer",
            )
        ]
        indexes = [models.Index(fields=["person", "made_at"], name="token_of_person")]

    def __str__(self) -> str:
        return f"{self.begins}… {self.name}"
