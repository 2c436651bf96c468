"""Models and migrations say the same."""

from __future__ import annotations

from django.core.management import call_command
from django.utils import translation

from django_login import signed_in
from otasuke.web.project.database import Logins


def test_no_model_was_changed_without_a_migration(web_logins: Logins) -> None:
    with signed_in(web_logins.owner):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_texts_lie_where_gettext_reads_them(static_files: None) -> None:
    with translation.override("en"):
        assert translation.gettext("本文へ") == "Skip to the page"
