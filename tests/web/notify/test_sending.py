"""The process that sends: a real one, on the database as it is, that dies at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

import notify_process
from notify_cast import Clock, Scripted, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.customers.models import Customer
from otasuke.web.notify import sending
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import Sender, run
from otasuke.web.project.database import Logins
from otasuke.web.tenancy.scope import across

WITHIN_S = 60
KILLS = 10
NUMBERS = count(1)
State = Delivery.State


@pytest.fixture
def outbox(own_connection: None) -> Iterator[None]:
    """Nothing in it waits, neither before nor after."""
    yield
    with across("tests"):
        Delivery.objects.exclude(next_at=None).update(next_at=None, state=State.NOT_NEEDED)


@pytest.fixture
def process(own_logins: Logins, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts processes that send; they have ended when the test has."""
    started = []

    def start() -> subprocess.Popen[bytes]:
        told_to = os.environ | {
            "OTASUKE_WEB_DATABASE": own_logins.member.conninfo,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        started.append(subprocess.Popen([sys.executable, notify_process.__file__, str(tmp_path), "0.3"], env=told_to))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end, Counter(one.state for one in deliveries())
        time.sleep(0.02)


def company() -> Customer:
    """With a contact whose telephone is nobody else's."""
    number = next(NUMBERS)
    with across("tests make companies"):
        made = Customer.objects.create(tenant=f"company-{number}", name=f"会社{number}", name_kana="カイシャ")
    contact(made, phone=f"090-0000-{number:04}", email=f"{number}@x.example")
    return made


def phone_of(customer: Customer) -> str:
    return f"090-0000-{int(customer.tenant.partition('-')[2]):04}"


def accepted(folder: Path, kind: str) -> list[str]:
    path = folder / f"{kind}.accepted"
    return [line.split()[1] for line in path.read_text().splitlines()] if path.exists() else []


@pytest.mark.slow
def test_whatever_dies_every_red_arrives_exactly_once(outbox: None, process, tmp_path: Path) -> None:
    chance, customers, kills = random.Random(6), [company() for _ in range(2 * KILLS)], 0
    one = process()
    for customer in customers:
        told(customer, at=timezone.now())
        if kills < KILLS:
            until((tmp_path / f"beat.{one.pid}").exists)
            time.sleep(chance.uniform(0, 0.15))  # the moment is what is tested
            one.kill()
            kills += 1
            one.wait()
            one = process()

    left = (State.WAITING, State.SENDING)
    until(lambda: not deliveries(way__in=["call", "sms"], round=0, state__in=left))

    phones = Counter(phone_of(customer) for customer in customers)
    assert Counter(accepted(tmp_path, "call")) == phones
    assert Counter(accepted(tmp_path, "sms")) == phones


@pytest.mark.slow
def test_two_processes_share_the_work(outbox: None, process, tmp_path: Path) -> None:
    for _ in range(8):
        told(company(), Colour.RED, at=timezone.now())
    first, second = process(), process()

    until(lambda: not deliveries(way="sms", state__in=(State.WAITING, State.SENDING)))

    assert len(accepted(tmp_path, "sms")) == len(set(accepted(tmp_path, "sms"))) == 8
    for one in (first, second):
        one.send_signal(signal.SIGTERM)
        assert one.wait(WITHIN_S) == 0


def test_a_commit_wakes_it(outbox: None, web_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_LOOK_EVERY_S", 1000.0)  # it would not look of itself
    mail, stopping, customer = Scripted(), threading.Event(), company()
    thread = threading.Thread(target=run, args=({Way.MAIL: mail},), kwargs={"stopping": stopping})
    thread.start()
    try:
        until(_listens)
        told(customer, Colour.RED, at=timezone.now())
        until(lambda: [one for one in deliveries() if one.state != State.WAITING])
    finally:
        stopping.set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('otasuke_notify', '')")
        thread.join(WITHIN_S)
    assert not thread.is_alive()


def test_a_channel_with_a_fault_ends_the_process_loudly(outbox: None, web_connection: None) -> None:
    class Broken(Scripted):
        def send(self, message):
            raise ZeroDivisionError

    told(company(), Colour.RED, at=timezone.now())

    with pytest.raises(ZeroDivisionError):
        run({Way.CALL: Broken(), Way.SMS: Broken(), Way.MAIL: Broken()}, stopping=threading.Event())


def test_one_step_after_the_other_by_a_clock_that_stands_still(companies) -> None:
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)
    mail, clock = Scripted(), Clock()
    sender = Sender({Way.MAIL: mail}, number=1, clock=clock)

    assert (sender.step(), sender.step(), len(mail.sent)) == (True, False, 1)


def _listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN otasuke_notify'"
        )
        return bool(cursor.fetchone()[0])
