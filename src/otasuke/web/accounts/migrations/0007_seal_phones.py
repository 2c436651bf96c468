"""The secrets of phones are sealed."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from otasuke.web.accounts.second_factor import about
from otasuke.web.seals.sealing import is_sealed, seal, unseal


def close(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # as Django calls it
    """Seal what is not."""
    for factor in apps.get_model("accounts", "SecondFactor").objects.select_for_update():
        if not is_sealed(factor.secret):
            factor.secret = seal(factor.secret, about=about(factor.person_id))
            factor.save(update_fields=["secret"])


def open_again(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """As it was."""
    for factor in apps.get_model("accounts", "SecondFactor").objects.select_for_update():
        factor.secret = unseal(factor.secret, about=about(factor.person_id))
        factor.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_openid")]
    operations = [
        migrations.AlterField("secondfactor", "secret", models.CharField(max_length=200)),
        migrations.RunPython(close, open_again),
    ]
