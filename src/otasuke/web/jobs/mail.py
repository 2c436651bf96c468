"""Mails that are sent later: made in the transaction of what they tell about, and sent again until the server takes them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from otasuke.web.jobs.declaring import GiveUp, task
from otasuke.web.jobs.models import Mail
from otasuke.web.seals.sealing import CannotUnseal, seal, unseal

_PERMANENT = 500
_SEALED = "sealed"
_LISTS = ("to", "cc", "bcc", "reply_to")


def send_later(message: EmailMessage, *, not_after: datetime | None = None) -> UUID:
    """Queue a mail in the transaction that is open; its id.

    not_after  when it stops being of use: a link in it is over.
    It is sent as soon as that transaction is committed, again with growing waits as long as the server is away, and given up
    (`otasuke jobs`, and the console) if the server refuses it for good. If a process dies right after the server took it, it comes twice,
    with the same Message-ID.
    """
    number = uuid4()
    mail = Mail.objects.create(
        id=number, content=sealed(number, _packed(message)), made_at=timezone.now(), not_after=not_after
    )
    send_mail.defer(mail=str(mail.id))
    return mail.id


@task()
def send_mail(mail: str) -> None:
    """Send a mail, if it was not sent; what it said is then forgotten. Raises GiveUp, OSError, SMTPException."""
    with transaction.atomic():
        # Locked as long as the server is spoken to: nobody else sends it meanwhile.
        found = Mail.objects.select_for_update().filter(id=UUID(mail), sent_at=None).first()
        if found is None:
            return
        if found.not_after is None or timezone.now() <= found.not_after:
            _send(found)
            found.sent_at = timezone.now()
        found.content = {}
        found.save(update_fields=["sent_at", "content"])
    if found.sent_at is None:
        raise GiveUp("too late: what it says is over")


def _send(mail: Mail) -> None:
    if not mail.content:
        raise GiveUp("too late: what it said is forgotten")
    try:
        _unpacked(mail).send()
    except CannotUnseal as error:
        raise GiveUp(f"what it says cannot be read: {error}") from error
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= _PERMANENT for code in codes):
            raise GiveUp(f"the mail server refused the address ({codes[0]})") from error
        raise
    except SMTPDataError as error:
        if error.smtp_code >= _PERMANENT:
            raise GiveUp(f"the mail server refused the mail ({error.smtp_code})") from error
        raise


def sealed(mail: UUID, content: Mapping[str, Any]) -> dict[str, str]:
    """What a mail is made of, as it may stand in its row: whoever reads the table comes in by no link of it."""
    return {_SEALED: seal(orjson.dumps(content).decode(), about=_about(mail))}


def opened(mail: UUID, content: Mapping[str, str]) -> dict[str, Any]:
    """What a mail is made of. Raises CannotUnseal."""
    made: dict[str, Any] = orjson.loads(unseal(content[_SEALED], about=_about(mail)))
    return made


def _about(mail: UUID) -> str:
    return f"jobs mail {mail}"


def _packed(message: EmailMessage) -> dict[str, Any]:
    """What a mail is made of, as JSON."""
    attached = [(name, _as_text(content), kind) for name, content, kind in message.attachments]
    alternatives = [tuple(one) for one in getattr(message, "alternatives", ())]
    parts = {name: list(getattr(message, name)) for name in _LISTS}
    return parts | {
        "subject": str(message.subject),
        "body": str(message.body),
        "from": message.from_email,
        "headers": dict(message.extra_headers),
        "attached": attached,
        "alternatives": alternatives,
    }


def _unpacked(mail: Mail) -> EmailMessage:
    content = opened(mail.id, mail.content)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    made = EmailMultiAlternatives(
        content["subject"],
        content["body"],
        content["from"],
        headers={"Message-ID": f"<{mail.id}@{domain}>"} | content["headers"],
        **{name: content[name] for name in _LISTS},
    )
    for name, text, kind in content["attached"]:
        made.attach(name, b64decode(text), kind)
    for text, kind in content["alternatives"]:
        made.attach_alternative(text, kind)
    return made


def _as_text(content: Any) -> str:
    return b64encode(content.encode() if isinstance(content, str) else content).decode()
