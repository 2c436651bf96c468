"""What flows do by themselves."""

from __future__ import annotations

from django.utils import timezone

from drill_cast import three_at_night
from otasuke.web.duty.drilling import going_on
from otasuke.web.duty.models import Drill
from otasuke.web.flows.tasks import tend_drills


def test_a_drill_whose_hour_has_come_is_held(database) -> None:
    three_at_night()
    lot = Drill.objects.create(planned_for=timezone.now())

    tend_drills(timezone.now())

    assert going_on() == lot
