"""What was done is said to who did it, and taken back by him."""

from __future__ import annotations

from django.test import RequestFactory
from django.utils import timezone

from duty_cast import staff_of_four
from duty_pages import share_nights
from otasuke.web.console.duty_said import WORDS, go, said, take_back, undo_of_line
from otasuke.web.duty.models import PatternLine
from otasuke.web.duty.policy import Steps
from otasuke.web.duty.selectors import steps
from otasuke.web.duty.services import set_steps


def test_it_is_said_to_who_did_it_and_to_nobody_else(database) -> None:
    four = staff_of_four()
    address = go("/console/duty?week=2026-11-23#steps", four.otowa, "steps_set", {"act": "steps", "steps": [1, 2, 3]})
    request = RequestFactory().get(address.headers["Location"].partition("#")[0])

    assert address.headers["Location"].endswith("#steps")
    told = said(request, four.otowa)
    assert told
    assert (told.words, told.is_wrong) == (str(WORDS["steps_set"]), False)
    assert said(request, four.hayase) is None
    assert take_back(told.undo, four.hayase, timezone.now()) == "gone"
    assert take_back(told.undo, four.otowa, timezone.now()) == "undone"
    assert steps() == Steps(1, 2, 3)


def test_a_reason_is_said_as_it_is_and_has_no_way_back(database) -> None:
    four = staff_of_four()
    set_steps(Steps(4, 8, 12), actor=four.otowa)
    answer = go("/console/duty", four.otowa, "この当番は、もう終わりました。")

    told = said(RequestFactory().get(answer.headers["Location"]), four.otowa)

    assert told
    assert (told.words, told.is_wrong, told.undo) == ("この当番は、もう終わりました。", True, "")
    assert take_back("made up", four.otowa, timezone.now()) == "gone"


def test_what_would_make_no_sense_any_more_is_not_taken_back(database) -> None:
    four = staff_of_four()
    answer = go("/console/duty", four.otowa, "steps_set", {"act": "steps", "steps": [3, 2, 1]})
    told = said(RequestFactory().get(answer.headers["Location"]), four.otowa)

    assert told
    assert "前の段より大きく" in take_back(told.undo, four.otowa, timezone.now())


def test_a_line_remembers_its_last_day(database) -> None:
    four = staff_of_four()
    share_nights(four, first=timezone.localdate())
    line = PatternLine.objects.all()[0]

    assert undo_of_line(line) == {"act": "line", "id": str(line.id), "last": ""}
