"""Answers that are kept, so that who asks twice does not do a thing twice."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """控えた答え. What a token was answered for an idempotency key.

    customer   the token's, if it is for one company.
    asked      a digest of what was asked: method, address and body.
    is_secret  the answer held a secret, which is shown once: it was not kept.
    """

    TENANT_COLUMN = "customer_id"

    token = models.ForeignKey("tokens.Token", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    is_secret = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
