"""Mail: by the mail server of the settings, in the language of who reads it, with the same Message-ID however often it is sent."""

from __future__ import annotations

from collections.abc import Collection
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from otasuke.web.notify.channels.port import Outgoing, Receipt, Refused, Unclear

_TRANSIENT, _PERMANENT = 400, 500


class Mail:
    """A mail server takes a message or refuses it; later nobody tells us more."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand it over. A server that hangs up after the text may have it: who gets it twice gets the same Message-ID."""
        made = written(message)
        try:
            made.send()
        except SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise _refused("the address", codes[0] if codes else 0) from error
        except (SMTPDataError, SMTPSenderRefused) as error:
            if error.smtp_code < _TRANSIENT:  # it said nothing that anybody understands
                raise Unclear("no answer of the mail server") from error
            raise _refused("the mail", error.smtp_code) from error
        except (SMTPConnectError, SMTPAuthenticationError, ConnectionRefusedError) as error:
            raise Refused(f"the mail server does not let us in: {type(error).__name__}", is_permanent=False) from error
        except (SMTPException, OSError) as error:
            raise Unclear(f"no answer of the mail server: {type(error).__name__}") from error
        return Receipt(made.extra_headers["Message-ID"])

    def find(self, _message: Outgoing, *, known: Collection[str]) -> Receipt | None:  # noqa: ARG002  # of the port
        """No mail server can be asked."""
        return None

    def look(self, id: str) -> Receipt:
        """No mail server tells."""
        return Receipt(id)


def written(message: Outgoing) -> EmailMultiAlternatives:
    """The mail."""
    name, phone, hours = message.desk
    known = {"message": message, "words": message.words, "provider": name, "phone": phone, "hours": hours}
    with override(message.language):
        made = EmailMultiAlternatives(
            subject(message),
            render_to_string("notify/mail.txt", known),
            to=[message.to],
            headers={
                "Message-ID": f"<{message.reference}@{_domain()}>",
                "References": f"<{message.thread}@{_domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        made.attach_alternative(render_to_string("notify/mail.html", known), "text/html")
    return made


def subject(message: Outgoing) -> str:
    """What stands first: that it is a drill, how urgent it is, what it is about."""
    begin, end = ("【", "】") if message.language == "ja" else ("[", "] ")
    with override(message.language):
        marks = [_("訓練")] if message.is_drill else []
    return "".join(f"{begin}{mark}{end}" for mark in (*marks, message.word)) + message.words.title


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"


def _refused(what: str, code: int) -> Refused:
    return Refused(f"the mail server refused {what} ({code})", is_permanent=code >= _PERMANENT)
