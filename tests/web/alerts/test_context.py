"""What a company's card explains."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from otasuke.web.alerts.context import Card, Seen, explained
from otasuke.web.customers.hours import Expected

NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
MAINTENANCE = Expected(time(22), 120, "生駒口システムの保守", kind="maintenance", weekday=4)
WORK = replace(MAINTENANCE, words="決算の仕事", kind="work")
CARD = Card({"AnyDesk": "本社の保守"})
SEEN = Seen("r", ("attack.execution", "attack.t1059.001"), {"Image": r"C:\Program Files\AnyDesk\anydesk.exe"}, NIGHT)


def words(card: Card, seen: Seen) -> str:
    found = explained(card, seen)
    return str(found) if found else ""


@pytest.mark.parametrize("name", ["AnyDesk", "anydesk.exe", "ＡｎｙＤｅｓｋ"])
def test_a_program_that_is_used_on_purpose_explains_what_it_does(name: str) -> None:
    assert "本社の保守" in words(Card({name: "本社の保守"}), SEEN)


@pytest.mark.parametrize("image", [r"C:\Temp\not-anydesk.exe", r"C:\anydesk\evil.exe", ""])
def test_a_program_that_only_sounds_like_it_explains_nothing(image: str) -> None:
    assert not words(CARD, replace(SEEN, fields={"Image": image}))


def test_maintenance_explains_what_administrators_do_while_it_lasts() -> None:
    other = replace(SEEN, fields={})

    assert "生駒口システム" in words(Card({}, (MAINTENANCE,)), other)
    assert not words(Card({}, (MAINTENANCE,)), replace(other, at=NIGHT.replace(hour=3)))


@pytest.mark.parametrize("tactic", ["exfiltration", "impact", "credential-access", "command-and-control"])
def test_maintenance_explains_nothing_that_steals_destroys_or_calls_home(tactic: str) -> None:
    seen = replace(SEEN, fields={}, tags=("attack.execution", f"attack.{tactic}"))

    assert not words(Card({}, (MAINTENANCE,)), seen)


def test_work_at_night_explains_who_comes_at_night_and_nothing_that_a_program_does() -> None:
    card = Card({}, (WORK,))

    assert "決算" in words(card, Seen("learn/first-seen-login", (), {}, NIGHT))
    assert not words(card, replace(SEEN, fields={}))
