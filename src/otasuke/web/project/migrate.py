"""`python -m otasuke.web.project.migrate`: bring the tables to this version, as their owner."""

from __future__ import annotations

import os

import django


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


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    migrate()
    gather_static()
