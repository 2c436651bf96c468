"""Companies of before are found too."""

from __future__ import annotations

from typing import Any

from django.db import connection, migrations

from otasuke.web.tenancy.roles import STAFF
from otasuke.web.tenancy.scope import across


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # as Django calls it
    """Write the column anew. In a database that was just made there is nobody yet, and no right to look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'public.customers_customer', 'UPDATE')", [STAFF])
        if not cursor.fetchone()[0]:
            return
    with across("a new column of all companies"):
        for customer in apps.get_model("customers", "Customer").objects.all():
            customer.save(update_fields=["sought"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_context_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
