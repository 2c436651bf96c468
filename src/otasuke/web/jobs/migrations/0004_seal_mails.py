"""What waits to be sent is sealed."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from otasuke.web.jobs import mail as mails
from otasuke.web.jobs import texts
from otasuke.web.seals.sealing import is_sealed

_SEALED = "sealed"


def close(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # as Django calls it
    """Seal what is not."""
    for mail in apps.get_model("jobs", "Mail").objects.select_for_update().exclude(content={}):
        if _SEALED not in mail.content:
            mail.content = mails.sealed(mail.id, mail.content)
            mail.save(update_fields=["content"])
    for text in _texts(apps):
        if not is_sealed(text.words):
            text.words = texts.sealed(text.reference, text.words)
            text.save(update_fields=["words"])


def open_again(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """As it was."""
    for mail in apps.get_model("jobs", "Mail").objects.select_for_update().exclude(content={}):
        mail.content = mails.opened(mail.id, mail.content)
        mail.save(update_fields=["content"])
    for text in _texts(apps):
        text.words = texts.opened(text.reference, text.words)
        text.save(update_fields=["words"])


def _texts(apps: Any) -> Any:
    return apps.get_model("jobs", "TextMessage").objects.select_for_update().exclude(words="")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_texts")]
    operations = [migrations.RunPython(close, open_again)]
