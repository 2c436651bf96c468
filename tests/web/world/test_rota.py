"""The rota of the demo."""

from __future__ import annotations

from datetime import timedelta

from otasuke.web.accounts.models import Person
from otasuke.web.duty.drilling import plan, read, results
from otasuke.web.duty.models import Absence, PatternLine, Swap
from otasuke.web.duty.policy import LOOKS_AHEAD, fairness, gaps
from otasuke.web.duty.rota import Rota, day_of
from otasuke.web.duty.selectors import chain, rota, staff_people
from otasuke.web.world.rota import share_duty, staff_by_key
from otasuke.web.world.staffing import employ_everybody
from world_cast import NOW, as_demo


def made() -> Rota:
    with as_demo:
        employ_everybody(now=NOW)
        share_duty(staff_by_key(), now=NOW)
    return rota(NOW - LOOKS_AHEAD, NOW + LOOKS_AHEAD, staff_people())


def test_somebody_is_on_duty_at_every_hour_but_on_the_day_of_an_absence_and_everybody_can_be_called(database) -> None:
    (gap,) = gaps(made(), NOW - LOOKS_AHEAD, NOW + LOOKS_AHEAD)

    absence = Absence.objects.get()
    assert (gap.begins, gap.ends) == (absence.begins, absence.ends)
    assert gap.begins > NOW
    assert all(one.phone for one in chain(NOW))
    assert len(chain(NOW)) == len(staff_by_key()) == 7


def test_five_share_the_nights_and_none_has_twice_as_many_as_another(database) -> None:
    found = fairness(made(), day_of(NOW), day_of(NOW) + timedelta(days=34))

    nights = [one.nights for one in found if one.nights]
    assert len(nights) == 5
    assert max(nights) <= min(nights) + 2
    assert sum(nights) == 35


def test_a_night_to_come_has_changed_hands(database) -> None:
    made()

    swap = Swap.objects.select_related("giver", "taker").get()
    assert swap.state == Swap.State.ACCEPTED
    assert swap.day > day_of(NOW)
    assert (swap.giver.name, swap.taker and swap.taker.name) == ("千種 昇", "水無瀬 円")


def test_a_drill_was_held_and_is_evidence(database) -> None:
    made()

    (kept,) = results()
    record = read(kept)
    assert (record.place, record.is_kept) == (2, True)
    assert record.begun_at < NOW
    assert plan().times_a_month == 2


def test_the_same_days_make_the_same_rota_and_it_is_made_once(database) -> None:
    made()
    ids = set(PatternLine.objects.values_list("id", flat=True))
    made()

    assert set(PatternLine.objects.values_list("id", flat=True)) == ids
    assert len(ids) == 5 + 5 + 5 + 7 + 5 + 2 + 2
    assert Person.objects.filter(email__startswith="manager@").count() == 1
