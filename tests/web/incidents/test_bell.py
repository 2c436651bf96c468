"""That something became different, as processes hear it."""

from __future__ import annotations

import time

import psycopg
from django.db import connection

from finding_cast import NOW, arrive, detection, incidents_of, watched
from otasuke.web.incidents import bell
from otasuke.web.incidents.bell import CHANNEL, Ear, mark_of, ring


def until(said, wanted) -> None:
    deadline = time.monotonic() + 10
    while said() != wanted:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_knows_when_an_incident_was_touched_last(companies) -> None:
    ear = Ear()
    before = ear.newest()

    arrive(detection("minori", by=watched(companies.minori)))
    ear._known = None  # nobody hears a transaction that is undone

    assert before == ""
    assert ear.newest() == mark_of(NOW)
    assert incidents_of(companies.minori)[0].touched_at == NOW


def test_the_table_is_asked_again_only_when_it_rings(companies, web_logins, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(bell, "_touched_last", lambda: asked.append(1))
    ear = Ear()
    ear.newest()
    until(lambda: ear.hears, True)
    ear.newest()
    before = len(asked)

    ear.newest()
    assert len(asked) == before
    heard = ear._rung
    with psycopg.connect(web_logins.member.conninfo, autocommit=True) as other:
        other.execute(f"NOTIFY {CHANNEL}")
    until(lambda: ear._rung > heard, True)
    ear.newest()
    assert len(asked) == before + 1


def test_who_cannot_hear_asks_each_time(companies, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(bell, "_touched_last", lambda: asked.append(1))
    monkeypatch.setattr(Ear, "_start", lambda _self: None)
    ear = Ear()

    ear.newest()
    ear.newest()

    assert len(asked) == 2


def test_ringing_is_part_of_the_transaction(companies) -> None:
    ring()

    assert not connection.needs_rollback
