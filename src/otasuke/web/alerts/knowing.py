"""What is known of a company, read once for a batch of what was found there. Its scope has to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from otasuke.detect.learn.habits import Standing
from otasuke.web.alerts import book
from otasuke.web.alerts.answers import owned
from otasuke.web.alerts.context import Card, Seen, explained
from otasuke.web.alerts.finding import Found
from otasuke.web.alerts.habits import Habits
from otasuke.web.alerts.models import Owned, Silence, Tuning
from otasuke.web.alerts.policy import Judgement, Kind, Known, judge
from otasuke.web.alerts.silencing import fits
from otasuke.web.alerts.tuned import tuned, tunings_of
from otasuke.web.customers.hours import Expected
from otasuke.web.customers.models import ExpectedTime, OddProgram
from otasuke.web.ui.sentences import Sentence, _

JST = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Company:
    """A company, while a batch is judged."""

    card: Card
    silences: Sequence[Silence]
    habits: Habits
    owned: Mapping[str, Owned]
    tunings: Sequence[Tuning] = ()

    def tuned(self, found: Found) -> Found:
        """As it is judged here, after what was accepted of proposals."""
        return tuned(found, self.tunings)

    def judged(self, found: Found, *, at: datetime) -> tuple[Judgement, Silence | None]:
        """What is thought of it, and the silence that fits, if one does. at: when it came in."""
        silence = next((one for one in self.silences if fits(one.wanted, found.about)), None)
        known = Known(
            standing=self._standing(found, at=at),
            is_own=book.has_own_sheet(found.happening),
            is_learning=found.detection.is_learning,
            context=explained(self.card, _seen(found)) or _said(self.owned.get(found.fingerprint)),
            silence=silence.reason if silence else "",
        )
        return judge(found.colour, known), silence

    def _standing(self, found: Found, *, at: datetime) -> Standing | None:
        learnt = self.habits.standing(found.hit(), at=at) if found.is_of_rule else None
        return Standing.HABIT if found.tuning and found.tuning.kind == Kind.HABIT.value else learnt


def company(customer: UUID, found: Sequence[Found], *, at: datetime) -> Company:
    """What is known of the company now."""
    quiet = Silence.objects.filter(customer=customer, begins__lte=at, ends__gt=at, ended_at=None).order_by(
        "-ends", "id"
    )
    return Company(
        _card(customer),
        list(quiet),
        Habits(customer, [one.hit() for one in found if one.is_of_rule]),
        owned(customer, [one.fingerprint for one in found]),
        tunings_of(customer, at=at),
    )


def _said(one: Owned | None) -> Sentence | None:
    return _("前に%(name)sさんが「自分です」と答えたことと、同じです。", name=one.said_by) if one else None


def _card(customer: UUID) -> Card:
    programs = dict(OddProgram.objects.filter(customer=customer).values_list("name", "words"))
    times = ExpectedTime.objects.filter(customer=customer)
    return Card(programs, tuple(_expected(one) for one in times))


def _expected(one: ExpectedTime) -> Expected:
    return Expected(
        one.begins,
        one.minutes,
        one.words,
        kind="maintenance" if one.kind == ExpectedTime.Kind.MAINTENANCE else "work",
        weekday=one.weekday,
        day_of_month=one.day_of_month,
        day=one.day,
    )


def _seen(found: Found) -> Seen:
    fields = {
        name: value if isinstance(value, str) else tuple(value)
        for name, value in (found.detection.fields or {}).items()
    }
    return Seen(found.about.rule, found.happening.tags, fields, found.at.astimezone(JST))
