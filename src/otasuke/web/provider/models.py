"""The provider's own facts: one row."""

from __future__ import annotations

from django.db import models

ONLY = 1


class Profile(models.Model):
    """事業者. How pages, mails and papers name the provider. Until there is a row, the settings of the installation do."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    registration = models.CharField(max_length=40, blank=True)
    registered_from = models.DateField(null=True, blank=True)
    registered_until = models.DateField(null=True, blank=True)
    logo = models.BinaryField(null=True)
    logo_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=ONLY), name="provider_is_one")]

    def __str__(self) -> str:
        return self.name
