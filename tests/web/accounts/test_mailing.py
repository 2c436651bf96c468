"""Mails to people."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core import mail
from django.test import override_settings
from django.utils.translation import gettext_lazy

from job_runner import run_jobs
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import Person
from otasuke.web.jobs.models import Mail

WORDS = {"person": Person(name="佐藤 剛"), "address": "http://testserver/x", "days": 3}
UNTIL = datetime(2040, 1, 1, tzinfo=UTC)


def queue(language: str = "ja") -> None:
    subject = gettext_lazy("スタッフの招待")
    send(
        "sato@asahi.example",
        subject,
        template="console/invitation.txt",
        language=language,
        not_after=UNTIL,
        **WORDS,
    )


def test_a_mail_is_in_the_language_of_its_reader_and_escapes_nothing(database) -> None:

    with override_settings(PROVIDER_NAME="A & B", PROVIDER_PHONE="06-0000-0119"):
        queue("en")
        queue()
    run_jobs()

    english, japanese = mail.outbox
    assert english.subject == "Invitation to the console"
    assert "A & B" in english.body
    assert "06-0000-0119" in english.body
    assert "佐藤 剛 さん" in japanese.body


def test_a_mail_is_sent_later_and_not_when_it_is_of_no_use_any_more(database) -> None:
    queue()

    assert not mail.outbox
    assert Mail.objects.get().not_after == UNTIL
