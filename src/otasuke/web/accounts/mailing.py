"""Mails to people, in the language that they read."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override

_LOG = logging.getLogger("otasuke.web")


def send(email: str, subject: Promise, *, template: str, language: str, **words: object) -> bool:
    """Send a mail made of a template, which knows the provider and his phone too; whether it could be sent.

    Whoever asked for it is told the same in any case, if he must not learn who has an account.
    """
    known = {"provider": settings.PROVIDER_NAME, "phone": settings.PROVIDER_PHONE}
    with override(language):
        message = EmailMessage(str(subject), render_to_string(template, known | words), to=[email])
    try:
        message.send()
    except (OSError, SMTPException) as error:
        _LOG.error("mail.not_sent error=%s", type(error).__name__)  # its text may hold an address
        return False
    return True
