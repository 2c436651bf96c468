"""`python -m otasuke.web.project.migrate`: bring the tables to this version, as their owner."""

from __future__ import annotations

import os
from pathlib import Path

import django
import polib

_TEXTS = Path(__file__).parent.parent / "locale"


def migrate() -> None:
    """Migrate, and tell PostgreSQL who may see what. The settings have to be the owner's (OTASUKE_WEB_DATABASE)."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from otasuke.web.tenancy.protect import protect

    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        protect(cursor)


def gather_static() -> None:
    """Put style sheets, scripts and pictures where whitenoise serves them from."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def gather_texts() -> None:
    """Compile the texts of other languages to what gettext reads: their sources are kept as people edit them."""
    from django.conf import settings

    for source in _TEXTS.rglob("*.po"):
        compiled = Path(settings.LOCALE_PATHS[0]) / source.relative_to(_TEXTS).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        polib.pofile(str(source)).save_as_mofile(str(compiled))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    migrate()
    gather_static()
    gather_texts()
