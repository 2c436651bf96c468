"""Texts that are sent later, by a real conversation with a carrier's twin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from carrier_line import with_carrier
from job_runner import run_jobs
from otasuke.carrier import CarrierEvent, Status, Text
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import Trouble, Twin
from otasuke.web.jobs.carriers import NoCarrier, carrier_told
from otasuke.web.jobs.models import LastFailure, TextMessage
from otasuke.web.jobs.selectors import FAILED, WAITING, list_jobs
from otasuke.web.jobs.services import forget_old_jobs
from otasuke.web.jobs.texts import heard, send_later, send_text

TEXT = Text("090-0123-4567", "入口です。 https://otasuke.example/enter/abc", "link-1")


@pytest.fixture
def twin(database: None, tmp_path: Path) -> Iterator[Twin]:
    with with_carrier(tmp_path, within_s=0.3) as running:
        yield running


def again() -> None:
    """The time comes at which what failed is tried again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    run_jobs()


def test_a_text_arrives_and_what_it_said_is_forgotten(twin: Twin) -> None:
    send_later(TEXT)

    run_jobs()

    (sent,), kept = twin.texts, TextMessage.objects.get()
    assert (sent.to, sent.words.startswith(TEXT.words)) == ("+819001234567", True)
    assert (kept.carrier_id, kept.words, kept.to) == (sent.sid, "", "")
    assert kept.accepted_at


def test_nothing_is_sent_of_a_transaction_that_is_undone(twin: Twin) -> None:
    with transaction.atomic():
        send_later(TEXT)
        transaction.set_rollback(True)

    assert run_jobs() == []


def test_of_a_reference_one_text_is_sent(twin: Twin) -> None:
    first, second = send_later(TEXT), send_later(TEXT)

    run_jobs()
    send_text(text=str(first))

    assert first == second
    assert len(twin.texts) == 1


@pytest.mark.parametrize("trouble", [Trouble.SILENT_AFTER_ACCEPTING, Trouble.BROKEN_AFTER_ACCEPTING])
def test_a_text_that_the_carrier_took_without_saying_so_is_not_sent_again(twin: Twin, trouble: Trouble) -> None:
    twin.script.fail(trouble)
    send_later(TEXT)
    run_jobs()
    waiting = [job.task for job in list_jobs(WAITING)]

    again()

    assert waiting == ["jobs.send_text"]
    assert len(twin.texts) == 1
    assert TextMessage.objects.get().carrier_id == twin.texts[0].sid
    assert list_jobs(WAITING) == []


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.BROKEN, Trouble.TOO_MANY])
def test_a_text_that_was_not_taken_is_sent_again(twin: Twin, trouble: Trouble) -> None:
    twin.script.fail(trouble)
    send_later(TEXT)
    run_jobs()

    again()

    assert len(twin.texts) == 1
    assert TextMessage.objects.get().accepted_at


def test_a_process_that_died_as_the_carrier_took_it_sends_it_once(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    take = Twilio.send_text

    def take_and_die(self: Twilio, text: Text) -> None:
        take(self, text)
        raise SystemError("killed")

    monkeypatch.setattr(Twilio, "send_text", take_and_die)
    send_later(TEXT)
    run_jobs()
    monkeypatch.setattr(Twilio, "send_text", take)

    again()

    assert len(twin.texts) == 1
    assert TextMessage.objects.get().carrier_id == twin.texts[0].sid


def test_a_carrier_that_cannot_be_asked_is_not_given_it_again(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    twin.script.fail(Trouble.SILENT_AFTER_ACCEPTING)
    send_later(TEXT)
    run_jobs()
    with override_settings(CARRIER=None):
        again()
    again()

    assert len(twin.texts) == 1
    assert TextMessage.objects.get().accepted_at


def test_what_is_refused_for_good_is_given_up(twin: Twin) -> None:
    send_later(Text("0570-012-345", "words", "r"))

    run_jobs()

    assert [job.task for job in list_jobs(FAILED)] == ["jobs.send_text"]
    assert "dear" in LastFailure.objects.get().words
    assert not twin.texts


def test_what_is_over_is_not_sent(twin: Twin) -> None:
    send_later(TEXT, not_after=timezone.now() - timedelta(seconds=1))

    run_jobs()

    assert [job.task for job in list_jobs(FAILED)] == ["jobs.send_text"]
    assert not twin.texts
    assert TextMessage.objects.get().words == ""


def test_without_a_carrier_nothing_is_queued(database: None) -> None:
    with override_settings(CARRIER=None), pytest.raises(NoCarrier):
        send_later(TEXT)

    assert not TextMessage.objects.exists()


def event(status: Status, code: str = "", reference: str = "link-1") -> CarrierEvent:
    return CarrierEvent(reference, "SM1", status, code)


def test_what_the_carrier_tells_is_written_down_in_whatever_order(twin: Twin) -> None:
    send_later(TEXT)
    run_jobs()

    for one in (event(Status.FAILED, "30003"), event(Status.SENT), event(Status.QUEUED)):
        carrier_told.send(sender=None, event=one)

    kept = TextMessage.objects.get()
    assert (kept.status, kept.code) == ("failed", "30003")


def test_who_tells_of_a_text_has_it(twin: Twin) -> None:
    send_later(TEXT)

    heard(event(Status.SENT))
    run_jobs()

    assert TextMessage.objects.get().carrier_id == "SM1"
    assert not twin.texts


def test_what_is_told_of_others_is_not_ours(twin: Twin) -> None:
    heard(event(Status.SENT, reference="of a call"))

    assert not TextMessage.objects.exists()


def test_old_texts_are_forgotten(twin: Twin) -> None:
    send_later(TEXT)
    run_jobs()

    forget_old_jobs(now=timezone.now() + timedelta(days=61))

    assert not TextMessage.objects.exists()


def test_a_copy_of_the_queue_has_no_link_in_it(twin: Twin) -> None:
    send_later(TEXT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT jobs_textmessage::text FROM jobs_textmessage")
        (row,) = cursor.fetchone()
    assert "otasuke.example" not in row
