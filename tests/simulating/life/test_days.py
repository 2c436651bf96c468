from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from otasuke.simulating.calendar import JST
from otasuke.simulating.company import SERVICES, Company, Device, Kind
from otasuke.simulating.feed import Feed
from otasuke.simulating.life.days import day_of, steps_of
from otasuke.simulating.steps import Step
from simulating.life.offices import company_and_service
from simulating.reading import MORNING_US, SECOND_US, company_having, company_with, lines_of, read

DAY_S = 86_400
MONTH = range(day_of(MORNING_US), day_of(MORNING_US) + 28)


def month_of(company: Company, device: Device, *, seed: int = 1) -> list[Step]:
    return [step for day in MONTH for step in steps_of(company, device, day, seed=seed)]


def test_a_day_begins_at_midnight_in_japan() -> None:
    midnight = int(datetime(2026, 4, 14, tzinfo=JST).timestamp()) * SECOND_US

    assert day_of(midnight) == day_of(midnight - 1) + 1


def test_the_same_seed_lives_the_same_days() -> None:
    company, device = company_with(Kind.PC)

    first = month_of(company, device)

    assert first == month_of(company, device)
    assert first != month_of(company, device, seed=2)


def test_something_happens_on_every_kind_of_device_within_a_month() -> None:
    for kind in Kind:
        assert month_of(*(company_and_service if kind in SERVICES else company_with)(kind)), kind


def test_most_happens_while_people_work() -> None:
    company = company_having(Kind.SERVER)
    steps = [step for device in company.pcs for step in month_of(company, device)]

    hours = [datetime.fromtimestamp(step.at_us / 1e6, UTC).astimezone(JST).hour for step in steps]

    assert sum(8 <= hour < 20 for hour in hours) > 0.7 * len(hours)


def test_life_does_not_depend_on_how_much_is_written_or_on_how_often_it_is_fetched() -> None:
    company, device = company_with(Kind.PC)
    begin = MORNING_US - 10 * 3600 * SECOND_US

    def life(spans: int, factor: float) -> set[object]:
        feed = Feed(company, (device,), sensor="pc", seed=1, life=True)
        step = 7 * DAY_S * SECOND_US // spans
        bodies = [
            feed.take(begin + n * step, begin + (n + 1) * step, people=1, factor=factor, seconds=60)
            for n in range(spans)
        ]
        lines = [line for body in bodies if body for line in lines_of(body)]
        return {event.time for event in read(lines)}

    alone = life(7, 0)
    assert len(alone) > 20
    assert alone == life(50, 0)
    assert alone < life(7, 1)


def test_without_life_nothing_of_it_is_written() -> None:
    company, device = company_with(Kind.PC)
    feed = Feed(company, (device,), sensor="pc", seed=1)

    assert feed.take(MORNING_US, MORNING_US + 7 * DAY_S * SECOND_US, people=1, factor=0, seconds=60) is None


def test_events_of_a_device_are_in_the_order_of_time() -> None:
    company, device = company_with(Kind.PC)
    feed = Feed(company, (device,), sensor="pc", seed=1, life=True)

    body = feed.take(MORNING_US, MORNING_US + 7 * DAY_S * SECOND_US, people=1, factor=1, seconds=300)

    assert body
    times = [event.time for event in read(lines_of(body)) if event.time]
    assert all(earlier <= later + timedelta(milliseconds=1) for earlier, later in pairwise(times))
