from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.feed import device_values, written
from otasuke.simulating.steps import Step
from otasuke.simulating.writing.templates import slot, text_template
from simulating.reading import MORNING_US, company_with


def test_what_is_peculiar_to_a_step_stands_where_the_device_would_have_its_own() -> None:
    step = Step(MORNING_US, text_template(f"{slot('jclock')} {slot('user')} {slot('host')}"), {"user": b"guest"})
    company, device = company_with(Kind.PC)

    assert (
        written(step, device_values(company, device), 1, Random(1)) == b"10:00:00 guest " + device.name.lower().encode()
    )
