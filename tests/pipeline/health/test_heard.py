from __future__ import annotations

from datetime import timedelta

from otasuke.pipeline.arrivals import Arrival
from otasuke.pipeline.health.heard import Heard
from pipeline.cast import NOW


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def arrival(at_s):
    return [Arrival("sakura", "utm", after(at_s), 1)]


def test_where_nothing_waits_everything_was_heard():
    assert Heard().until(NOW, waiting=0) == NOW


def test_workers_that_are_in_time_have_told_everything_though_something_always_waits():
    heard = Heard()
    heard.tell(after(50), arrival(45))

    assert heard.until(after(60), waiting=12) == after(60)


def test_what_workers_catch_up_with_is_no_silence_of_those_who_come_later():
    heard = Heard()
    heard.tell(after(3500), arrival(100))
    heard.tell(after(3510), arrival(400))

    assert heard.until(after(3520), waiting=900) == after(100)
    assert heard.until(after(3575), waiting=0) == after(3575)


def test_while_no_worker_works_time_stands_still():
    heard = Heard()
    heard.tell(after(0), arrival(0))
    assert heard.until(after(10), waiting=3) == after(10)

    assert heard.until(after(500), waiting=30) == after(10)
    assert heard.until(after(560), waiting=None) == after(10)
    assert heard.until(after(600), waiting=0) == after(600)


def test_it_never_goes_back_nor_ahead_of_the_clock():
    heard = Heard()
    assert heard.until(after(100), waiting=0) == after(100)
    heard.tell(after(110), arrival(20))

    assert heard.until(after(120), waiting=9) == after(100)
    assert heard.until(after(90), waiting=0) == after(90), "the clock was set back"
    assert Heard().until(NOW, waiting=None) == NOW, "whoever starts knows no better"


def test_an_entry_without_anybody_says_nothing():
    heard = Heard()
    heard.tell(NOW, [])

    assert heard.until(NOW, waiting=5) == NOW
