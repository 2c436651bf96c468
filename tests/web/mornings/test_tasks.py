"""The job of each morning."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.mornings.models import MorningSheet
from otasuke.web.mornings.tasks import make_sheet


def test_it_makes_the_sheet_of_today_and_of_no_day_that_is_over(database) -> None:
    make_sheet(timezone.now() - timedelta(days=1))
    assert not MorningSheet.objects.exists()

    make_sheet(timezone.now())

    assert MorningSheet.objects.count() == 1
