"""Where a demo's mails go: into a folder. None leaves the machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MARK = "【デモ】"
MOST_SHOWN = 30
_MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that nobody got."""

    to: str
    subject: str
    words: str


class Mailbox(BaseEmailBackend):
    """Keeps each mail as a file, marked as a demo's."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Keep them; how many."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        kept = [_keep(message, folder) for message in email_messages]
        for old in sorted(folder.glob("*.eml"))[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)
        return len(kept)


def newest_mails() -> Sequence[Mail]:
    """The newest first."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return [_read(path.read_bytes()) for path in files]


def _keep(message: EmailMessage, folder: Path) -> Path:
    if not message.subject.startswith(MARK):
        message.subject = MARK + message.subject
    path = folder / f"{timezone.now():%Y%m%dT%H%M%S.%f}-{uuid4().hex[:8]}.eml"
    path.write_bytes(message.message().as_bytes())
    return path


def _folder() -> Path:
    return Path(str(settings.EMAIL_FILE_PATH))


def _read(content: bytes) -> Mail:
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, Parsed)
    body = parsed.get_body(("plain",))
    return Mail(str(parsed["To"]), str(parsed["Subject"]), body.get_content() if body else "")
