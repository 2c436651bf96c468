"""A drill at three in the morning, through the doors that people and the carrier use: the third person answers, and that is evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from carrier_relay import Relay, relay
from notify_cast import Clock
from otasuke.carrier.twin import Answer
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.staff_sessions import open_session
from otasuke.web.audit.models import AuditLine
from otasuke.web.duty.models import DrillResult
from otasuke.web.flows.tasks import tend_drills
from otasuke.web.notify.channels.usual import usual_channels
from otasuke.web.notify.sending import Sender
from otasuke.web.tenancy.scope import across
from portal_cast import browser_of
from staff_cast import employ

THREE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PHONES = {"早瀬 遥": "090-0000-0001", "鴨居 渉": "090-0000-0002", "音羽 静": "090-0000-0003"}
RINGS = {"no-answer": 40, "busy": 5}
THINKS_S = 20
"""So long the third takes until he presses the key."""


@pytest.fixture
def clock(database, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(THREE)
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[Relay]:
    with relay(tmp_path, usual=Answer(keys="1")) as found:
        found.twin.script.let("+819000000001", Answer("no-answer"))
        found.twin.script.let("+819000000002", Answer("busy"))
        yield found


def browser(name: str, role: str) -> Client:
    """Somebody of the staff, signed in."""
    person = Person.objects.create(name=name, name_kana=name, email=f"{PHONES[name]}@naniwa.example")
    employ(person, role)
    client = browser_of(person)
    key = client.session.session_key
    assert key
    open_session(person, key, address="192.0.2.1", browser="Chromium", now=timezone.now())
    return client


def share_the_night(manager: Client) -> None:
    """早瀬 is called first in the nights of Mondays, 鴨居 after her."""
    page = manager.get("/console/duty/pattern").content.decode()
    people = dict(re.findall(r'<option value="([0-9a-f-]{36})">([^<]+)</option>', page))
    ids = {name: id for id, name in people.items()}
    usual = {"kind": "ordinary", "weekday": "0", "begins": "22:00", "ends": "07:00", "every_weeks": "1"}
    for name, place in (("早瀬 遥", "1"), ("鴨居 渉", "2")):
        line = usual | {"act": "line", "person": ids[name], "place": place, "first": "2026-11-01"}
        assert manager.post("/console/duty/pattern", line).status_code == 302


def let_it_ring(carrier: Relay, clock: Clock) -> None:
    """Everything that is due is sent, and what the carrier tells is brought, until somebody has pressed the key."""

    def time_passes(form: dict[str, str]) -> None:
        seconds = THINKS_S if form.get("Digits") else RINGS.get(form.get("CallStatus", ""), 0)
        clock.go(seconds=seconds)
        heard.append("1" if form.get("Digits") else form.get("CallStatus", ""))

    heard: list[str] = []
    while "1" not in heard:
        Sender(usual_channels(), number=1, clock=clock).empty()
        assert carrier.bring_next(time_passes).status_code in (200, 204)


def test_at_three_the_third_person_answers_and_it_is_filed(clock: Clock, carrier: Relay) -> None:
    hayase, kamoi = browser("早瀬 遥", "analyst"), browser("鴨居 渉", "analyst")
    otowa = browser("音羽 静", "manager")
    for client, phone in zip((hayase, kamoi, otowa), PHONES.values(), strict=True):
        assert client.post("/console/duty/mine", {"act": "wishes", "phone": phone, "first": "phone"}).status_code == 302
    share_the_night(otowa)
    assert "いまの当番は、早瀬 遥さんです。" in otowa.get("/console/duty").content.decode()

    drill = otowa.post("/console/duty/drills/start").headers["Location"]
    let_it_ring(carrier, clock)
    tend_drills(clock.go(seconds=30))

    page = hayase.get(drill).content.decode()
    assert "3人目の音羽 静さんが、1分5秒で答えました。" in page
    assert "約束（15分以内に人が答える）を守りました。" in page
    assert page.index("出なかった") < page.index("話し中") < page.index("<strong>答えた</strong>")
    calls = list(reversed(carrier.twin.calls))
    assert [one.to for one in calls] == ["+819000000001", "+819000000002", "+819000000003"]
    assert all("訓練" in one.words for one in (*calls, *carrier.twin.texts))
    assert_evidence(otowa, drill)
    before = len(calls)
    Sender(usual_channels(), number=1, clock=Clock(clock.now + timedelta(hours=2))).empty()
    assert len(carrier.twin.calls) == before, "nobody is called any more"


def assert_evidence(manager: Client, drill: str) -> None:
    """There is a paper of it, and the audit log, which nobody has changed, knows the digest of what was filed."""
    paper = manager.get(f"{drill}/evidence.pdf")
    assert (paper.headers["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
    kept = DrillResult.objects.get()
    with across("tests"):
        line = AuditLine.objects.get(verb="duty.drill_filed")
    assert sha256(kept.text.encode()).hexdigest() in line.line
    assert "夜間訓練の記録を残した" in manager.get("/console/audit").content.decode()
    checked = manager.post("/console/audit/verify", {"chain": "ours"}).content.decode()
    assert "すべて、書かれたときのままです。" in checked
