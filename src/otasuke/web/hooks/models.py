"""Endpoints that are told, what they are told, and how each try went."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from otasuke.web.hooks.policy import WAITS
from otasuke.web.outside.policy import LONGEST_URL

ALL_TRIES = len(WAITS) + 1


class _OfCustomerOrProvider(models.Model):
    """A row of a customer; or of the provider, who is told of all customers: those are seen across all alone."""

    TENANT_COLUMN = "customer_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Endpoint(_OfCustomerOrProvider):
    """通知先. A program that is told.

    customer       who is told only of itself; None: the provider, of all.
    secret         what signs; sealed (sealed.py), as old_secret is, which signs too until then.
    failing_since  of the first try that failed since one succeeded.
    off_because    why it is not told any more; "" as long as it is.
    removed_at     since when it is nobody's any more; for a while it can be put back, then it is forgotten with all it was told.
    """

    class Off(models.TextChoices):
        BY_HAND = "hand", "by hand"
        FAILING = "failing", "it took nothing for days"
        GONE = "gone", "it said that it is gone"

    url = models.CharField(max_length=LONGEST_URL)
    kinds = models.JSONField()
    secret = models.CharField(max_length=300)
    old_secret = models.CharField(max_length=300, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    off_because = models.CharField(max_length=7, choices=Off, blank=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url


class Delivery(_OfCustomerOrProvider):
    """通知. Something that an endpoint is told; its id is the `webhook-id`, however often it is tried.

    customer    whom it belongs to: the endpoint's.
    tries_left  0, and not taken: it was given up.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=ALL_TRIES)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-made_at"], name="delivery_of_endpoint")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Attempt(_OfCustomerOrProvider):
    """通知の試行. How one try went. status: of the answer, None where there was none, and `words` say why not."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["delivery", "at"], name="attempt_of_delivery")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.words}"
