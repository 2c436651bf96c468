"""The secrets of endpoints are sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, migrations, models

from otasuke.web.hooks.sealed import about, sealed_for
from otasuke.web.seals.sealing import is_sealed, unseal
from otasuke.web.tenancy.roles import STAFF
from otasuke.web.tenancy.scope import across

_FIELDS = ("secret", "old_secret")


def close(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # as Django calls it
    """Seal what is not. In a database that was just made there is nothing yet, and no right to look."""
    for endpoint in _endpoints(apps):
        for name in _FIELDS:
            secret = getattr(endpoint, name)
            if secret and not is_sealed(secret):
                setattr(endpoint, name, sealed_for(endpoint.id, secret))
        endpoint.save(update_fields=_FIELDS)


def open_again(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """As it was."""
    for endpoint in _endpoints(apps):
        for name in _FIELDS:
            if secret := getattr(endpoint, name):
                setattr(endpoint, name, unseal(secret, about=about(endpoint.id)))
        endpoint.save(update_fields=_FIELDS)


def _endpoints(apps: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'public.hooks_endpoint', 'UPDATE')", [STAFF])
        if not cursor.fetchone()[0]:
            return
    with across("secrets of all endpoints are sealed"):
        yield from apps.get_model("hooks", "Endpoint").objects.all()


class Migration(migrations.Migration):
    dependencies = [("hooks", "0001_endpoints")]
    operations = [
        migrations.AlterField("endpoint", "secret", models.CharField(max_length=300)),
        migrations.AlterField("endpoint", "old_secret", models.CharField(blank=True, max_length=300)),
        migrations.RunPython(close, open_again),
    ]
