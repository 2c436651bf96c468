"""Customers: the companies that are protected, and who of them signs in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from otasuke.web.tenancy.models import TenantModel, TenantRoot


class Customer(TenantRoot):
    """会社. A company that is protected; the tenant.

    tenant  its name on the stream and in the lake. It never changes.
    """

    tenant = models.SlugField(max_length=64, unique=True)
    name = models.CharField("名前", max_length=100)
    name_kana = models.CharField("よみ", max_length=120)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    prefecture = models.CharField("都道府県", max_length=2, blank=True)
    municipality = models.CharField("市区町村", max_length=6, blank=True)
    industry = models.CharField("業種", max_length=4, blank=True)
    employees = models.PositiveIntegerField("社員", null=True, blank=True)
    capital_yen = models.PositiveBigIntegerField("資本金", null=True, blank=True)
    fiscal_year_ends_in = models.PositiveSmallIntegerField("決算月", null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """担当者. A person acts for a customer."""

    class Role(models.TextChoices):
        OWNER = "owner", "代表"
        COLLEAGUE = "colleague", "社員"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "person"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"
