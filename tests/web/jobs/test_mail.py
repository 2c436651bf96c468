"""Mails that are sent later, by a real conversation with a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from job_runner import run_jobs
from otasuke.web.jobs.mail import sealed, send_later, send_mail
from otasuke.web.jobs.models import Mail
from otasuke.web.jobs.selectors import FAILED, WAITING, list_jobs
from otasuke.web.jobs.services import forget_old_jobs, retry
from smtp_server import MailServer, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def server(database: None) -> Iterator[MailServer]:
    with (
        mail_server() as running,
        override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=running.port),
    ):
        yield running


def letter(**more: object) -> EmailMessage:
    return EmailMultiAlternatives(
        "ログインのリンク",
        "稲森 修 さん\n.\n押してください。",
        "desk@naniwa.example",
        ["inamori@minori.example"],
        **more,
    )


def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    message = letter(cc=["sato@minori.example"], reply_to=["desk@naniwa.example"], headers={"X-Kind": "link"})
    message.attach("同意.pdf", b"%PDF \xff", "application/pdf")
    message.attach_alternative("<p>稲森</p>", "text/html")
    send_later(message)

    run_jobs()

    (mail,) = server.mails
    assert mail["Subject"] == "ログインのリンク"
    assert (mail["To"], mail["Cc"], mail["Reply-To"]) == (
        "inamori@minori.example",
        "sato@minori.example",
        "desk@naniwa.example",
    )
    assert mail["X-Kind"] == "link"
    plain = mail.get_body(("plain",))
    assert plain
    assert plain.get_content().splitlines() == ["稲森 修 さん", ".", "押してください。"]
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("同意.pdf", b"%PDF \xff")


def test_what_it_said_is_forgotten_when_it_is_sent(server: MailServer) -> None:
    send_later(letter())

    run_jobs()

    sent = Mail.objects.get()
    assert sent.sent_at
    assert sent.content == {}


def test_nothing_is_sent_of_a_transaction_that_is_undone(server: MailServer) -> None:
    with transaction.atomic():
        send_later(letter())
        transaction.set_rollback(True)

    assert run_jobs() == []


def test_a_mail_is_sent_once_however_often_its_job_runs(server: MailServer) -> None:
    mail = str(send_later(letter()))

    run_jobs()
    send_mail(mail=mail)

    assert len(server.mails) == 1
    assert server.mails[0]["Message-ID"].startswith(f"<{mail}@")


def test_while_the_server_is_away_it_waits(server: MailServer) -> None:
    send_later(letter())
    with override_settings(EMAIL_PORT=1):
        run_jobs()
    (waiting,) = list_jobs(WAITING)
    assert waiting.failure.startswith("ConnectionRefusedError")

    _make_due()
    run_jobs()

    assert len(server.mails) == 1


@pytest.mark.parametrize("answers", [{"RCPT": "450 later"}, {"TAKEN": "451 later"}, {"MAIL": "550 not from you"}])
def test_what_the_server_does_not_want_now_waits(server: MailServer, answers: dict[str, str]) -> None:
    server.answers.update(answers)
    send_later(letter())

    run_jobs()

    assert len(list_jobs(WAITING)) == 1


@pytest.mark.parametrize(("command", "what"), [("RCPT", "address"), ("TAKEN", "mail")])
def test_what_the_server_will_never_take_is_given_up_and_can_be_tried_by_hand(
    server: MailServer, command: str, what: str
) -> None:
    server.answers[command] = "550 inamori is unknown"
    send_later(letter())
    run_jobs()
    (given_up,) = list_jobs(FAILED)
    assert given_up.failure == f"GiveUp: the mail server refused the {what} (550)"

    server.answers.clear()
    retry(given_up.id, actor=None)
    run_jobs()

    assert len(server.mails) == 1


def test_what_is_of_no_use_any_more_is_not_sent(server: MailServer) -> None:
    send_later(letter(), not_after=timezone.now() - timedelta(seconds=1))

    run_jobs()

    assert not server.mails
    (given_up,) = list_jobs(FAILED)
    assert given_up.failure == "GiveUp: too late: what it says is over"
    assert Mail.objects.get().content == {}


def test_mails_of_long_ago_are_forgotten(server: MailServer) -> None:
    send_later(letter())
    run_jobs()
    send_later(letter())

    forget_old_jobs(now=timezone.now() + timedelta(days=4))
    assert [mail.sent_at for mail in Mail.objects.all()] == [None]
    forget_old_jobs(now=timezone.now() + timedelta(days=61))

    assert not Mail.objects.exists()


def _make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")


def test_a_copy_of_the_queue_has_no_link_in_it(database) -> None:
    send_later(EmailMessage("件名", "https://us.example/enter/secret", to=["a@b.example"]))

    with connection.cursor() as cursor:
        cursor.execute("SELECT jobs_mail::text FROM jobs_mail")
        (row,) = cursor.fetchone()
    assert "secret" not in row
    assert "a@b.example" not in row


def test_what_waited_before_it_was_sealed_is_sent(database) -> None:
    migration = import_module("otasuke.web.jobs.migrations.0004_seal_mails")
    send_later(EmailMessage("件名", "本文", to=["a@b.example"]))
    migration.open_again(apps, None)
    assert Mail.objects.get().content["body"] == "本文"

    for _ in range(2):
        migration.close(apps, None)
    run_jobs()

    assert [one.body for one in mail.outbox] == ["本文"]


def test_a_mail_that_cannot_be_read_any_more_is_given_up(database) -> None:
    send_later(EmailMessage("件名", "本文", to=["a@b.example"]))
    Mail.objects.update(content=sealed(uuid4(), {}))  # of another row

    run_jobs()

    assert mail.outbox == []
    assert [one.status for one in list_jobs(FAILED)] == [FAILED]
