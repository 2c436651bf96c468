"""What every table of a tenant has."""

from __future__ import annotations

from uuid import uuid4

from django.apps import apps
from django.db import models


class TenantRoot(models.Model):
    """テナント. The table of tenants itself: a tenant sees its own row. There is one such table."""

    TENANT_COLUMN = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class TenantModel(models.Model):
    """テナントの行. A row that belongs to one tenant and points to rows of the same tenant only (protect.py)."""

    TENANT_COLUMN = "customer_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["customer", "id"], name="%(class)s_of_tenant")]


def tenant_column(model: type[models.Model]) -> str | None:
    """The column that names the tenant of a row; None: the table's rows belong to nobody (unscoped.py)."""
    return getattr(model, "TENANT_COLUMN", None)


def all_models() -> list[type[models.Model]]:
    """The models of all tables, those between two others included, and those of the queue, which makes its own."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
