"""A silence as a form."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.console.silence_forms import SilenceForm, UntilForm, judges, values_of
from staff_cast import employ, hayase


def test_a_day_ends_at_midnight_and_the_last_possible_one_ninety_days_from_now() -> None:
    now = timezone.now()
    ends = []
    for days in (1, 90, 95):
        form = UntilForm({"ends": timezone.localdate(now) + timedelta(days=days)})
        assert form.is_valid()
        ends.append(form.ends_at(now))

    assert timezone.localtime(ends[0] - timedelta(seconds=1)).date() == timezone.localdate(now) + timedelta(days=1)
    assert ends[1] - now <= timedelta(days=90)
    assert ends[2] - now > timedelta(days=90)


def test_who_answers_for_one_is_somebody_who_may_judge(database) -> None:
    analyst = hayase("analyst")
    desk = Person.objects.create(name="小谷 蓮", email="kotani@naniwa.example")
    employ(desk, "desk")

    assert list(judges()) == [analyst]


def test_company_and_rule_are_told_before_the_rest_is(companies) -> None:
    person, now = hayase(), timezone.now()
    form = SilenceForm({"company": "minori", "rule": "r1"}, person=person, now=now)  # type: ignore[arg-type]

    told = form.told()

    assert told
    assert (told[0].tenant, told[1]["rule"], form.is_valid()) == ("minori", "r1", False)
    assert SilenceForm({"company": "minori"}, person=person, now=now).told() is None  # type: ignore[arg-type]


def test_what_may_be_written_into_a_field_is_offered_once() -> None:
    assert values_of([("b", None), ("a", "b"), ("", "a")]) == ["a", "b"]
