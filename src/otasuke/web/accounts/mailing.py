"""Mails to people, in the language that they read."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override

from otasuke.web.jobs.mail import send_later
from otasuke.web.provider.selectors import provider


def send(
    email: str, subject: Promise, *, template: str, language: str, not_after: datetime | None = None, **words: object
) -> None:
    """Queue a mail made of a template, which knows the provider and his phone too.

    not_after  when what it says is over, such as a link.
    Whether it could be sent is seen in the console (自動処理): nobody waits for a mail server, or learns from it who has an account.
    """
    who = provider()
    known = {"provider": who.name, "phone": who.phone}
    with override(language):
        message = EmailMessage(str(subject), render_to_string(template, known | words), to=[email])
    send_later(message, not_after=not_after)
