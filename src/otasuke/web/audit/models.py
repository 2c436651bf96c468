"""The audit log: a chain of lines for each customer, and one of the provider's own.

Lines are added by a function of the database (migration 0002) alone; nobody may change or delete them. Each line's
digest covers the digest before, so a change shows (verify.py).
"""

from __future__ import annotations

from django.db import models

DONE_BY = models.Func(
    models.F("line"),
    models.Value('"by":"([0-9a-f-]{36})"'),
    function="substring",
    output_field=models.CharField(null=True),
)
"""Who did it: the id that the line says, or NULL. An index has it."""


class AuditLine(models.Model):
    """監査記録. Somebody did something.

    line    all that there is to know, as text: number, time, customer, and what happened as JSON. The other columns
            repeat parts of it, to find lines by.
    digest  SHA-256 of the digest before and this line.
    """

    TENANT_COLUMN = "customer_id"
    RIGHTS = "SELECT"
    WRITTEN_BY_OWNER = True

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    line = models.TextField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="audit_line_once", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="audit_line_of_customer"),
            models.Index(fields=["verb", "-id"], name="audit_line_of_verb"),
            models.Index(fields=["at"], name="audit_line_at"),
            models.Index(DONE_BY, models.F("id").desc(), name="audit_line_by"),
        ]

    def __str__(self) -> str:
        return self.line


class AuditChain(models.Model):
    """監査記録の末尾. The number and digest of a chain's newest line. They say nothing of what was done, so they may be read."""

    RIGHTS = "SELECT"

    chain = models.CharField(max_length=36, primary_key=True)
    number = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"
