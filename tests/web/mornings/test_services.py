"""Keeping the sheet of a day."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

from django.core import mail
from django.utils import timezone

from job_runner import run_jobs
from otasuke.web.duty.rota import Line, day_of
from otasuke.web.duty.services import add_line
from otasuke.web.mornings.models import MorningRead
from otasuke.web.mornings.services import keep, read
from staff_cast import hayase


def test_there_is_one_for_a_day_and_who_is_on_duty_gets_its_address_once(companies) -> None:
    at, person = timezone.now(), hayase("manager")
    first = day_of(at) - timedelta(days=8)
    for weekday in range(7):
        add_line(Line(uuid4(), person.id, time(0), time(0), first, weekday=weekday), actor=None)

    sheet = keep(at)
    again = keep(at + timedelta(minutes=1))
    run_jobs()

    assert (again.day, again.made_at) == (day_of(at), sheet.made_at)
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert f"/console/morning/{sheet.day}" in sent.body
    assert "みのり" not in sent.subject + sent.body


def test_what_is_kept_names_nobody(companies) -> None:
    assert "みのり" not in str(keep(timezone.now()).content)


def test_who_read_it_is_noted_once(database) -> None:
    at, person = timezone.now(), hayase()
    sheet = keep(at)

    read(sheet, actor=person, at=at)
    read(sheet, actor=person, at=at + timedelta(hours=1))

    assert [(one.person, one.at) for one in MorningRead.objects.all()] == [(person, at)]
