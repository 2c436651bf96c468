"""What of a company is quieter since somebody accepted a proposal. Its scope has to be open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.alerts.finding import Found
from otasuke.web.alerts.happenings import clean
from otasuke.web.alerts.looks import digest_of, look_of
from otasuke.web.alerts.models import Tuning
from otasuke.web.alerts.policy import Kind
from otasuke.web.alerts.silencing import fits

_LEVEL = "medium"
"""Its words are those of what waits for the letter."""


def tunings_of(customer: UUID, *, at: datetime) -> Sequence[Tuning]:
    """Habits and lower levels that are on; silences are read by themselves."""
    on = Tuning.objects.filter(customer=customer, is_declined=False, begins__lte=at, ends__gt=at, ended_at=None)
    return list(on.exclude(kind=Kind.SILENCE.value).order_by("-ends", "id"))


def tuned(found: Found, tunings: Sequence[Tuning]) -> Found:
    """As it is judged at this company. What is 赤 stays so."""
    if found.colour is Colour.RED or not tunings:
        return found
    habit = next((one for one in tunings if one.kind == Kind.HABIT.value and _is_of(found, one)), None)
    if habit is not None:
        return replace(found, tuning=habit)
    lower = next((one for one in tunings if one.kind == Kind.LOWER.value and fits(one.wanted, found.about)), None)
    if lower is None or found.colour is not Colour.YELLOW:
        return found
    return replace(found, tuning=lower, colour=Colour.BLUE, happening=replace(found.happening, level=_LEVEL))


def _is_of(found: Found, habit: Tuning) -> bool:
    about, detection = found.about, found.detection
    if habit.wanted["rule"].casefold() != about.rule.casefold() or detection.events:
        return False
    seen = look_of(about.rule, about.device, matched=clean(detection.matched), fields=found.kept_fields())
    return bool(digest_of(seen) == habit.wanted["look"])
