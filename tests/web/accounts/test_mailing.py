"""Mails to people."""

from __future__ import annotations

import logging

from django.core import mail
from django.test import override_settings
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import Person

WORDS = {"person": Person(name="佐藤 剛"), "address": "http://testserver/x", "days": 3}


def sent(email: str, language: str = "ja") -> bool:
    return send(email, gettext_lazy("スタッフの招待"), template="console/invitation.txt", language=language, **WORDS)


def test_a_mail_is_in_the_language_of_its_reader_and_escapes_nothing() -> None:
    mail.outbox = []

    with override_settings(PROVIDER_NAME="A & B", PROVIDER_PHONE="06-0000-0119"):
        assert sent("sato@asahi.example", "en")
        assert sent("sato@asahi.example")

    english, japanese = mail.outbox
    assert english.subject == "Invitation to the console"
    assert "A & B" in english.body
    assert "06-0000-0119" in english.body
    assert "佐藤 剛 さん" in japanese.body


def test_a_server_that_is_gone_is_said_without_the_address(caplog) -> None:
    with (
        override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1),
        caplog.at_level(logging.ERROR),
    ):
        assert not sent("sato@asahi.example")

    assert "mail.not_sent" in caplog.text
    assert "asahi" not in caplog.text
