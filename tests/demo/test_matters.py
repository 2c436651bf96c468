from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.demo.matters import Told, fold, leased_names
from otasuke.events import Event, LogSource

NINE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in Japan


def told(minute: float, device: str, colour: Colour, title: str = "a") -> Told:
    at = NINE + timedelta(minutes=minute)
    return Told(at, title, "", Happening(level="high", device=device, time=at), colour)


def event(**fields: str) -> Event:
    names = {name.replace("__", "."): value for name, value in fields.items()}
    return Event(NINE, NINE, "network.suricata", "mimamori", (LogSource("suricata", None, "alert"),), names, 0)


def test_what_is_found_about_a_device_on_a_day_is_one_matter() -> None:
    found = [
        told(5, "A", Colour.RED),
        told(1, "A", Colour.BLUE),
        told(3, "A", Colour.YELLOW),
        told(2, "B", Colour.BLUE),
    ]

    first, second = fold(found)

    assert (first.device, len(first.told), first.colour) == ("A", 3, Colour.RED)
    assert (second.device, second.is_interrupting) == ("B", False)


def test_the_next_day_in_japan_is_another_matter() -> None:
    assert len(fold([told(0, "A", Colour.RED), told(16 * 60, "A", Colour.RED)])) == 2


def test_the_message_goes_out_with_the_first_that_interrupts_and_speaks_with_the_gravest() -> None:
    found = [
        told(1, "A", Colour.BLUE),
        told(2, "A", Colour.GREEN),
        told(3, "A", Colour.YELLOW),
        told(4, "A", Colour.RED, "grave"),
        told(5, "A", Colour.RED),
    ]

    (matter,) = fold(found)

    assert matter.first.at == NINE + timedelta(minutes=3)
    assert matter.leading.title == "grave"


def test_of_the_same_moment_what_knows_more_events_leads() -> None:
    one = told(1, "A", Colour.YELLOW, "one event")

    (matter,) = fold([one, replace(one, title="several", events=3)])

    assert matter.leading.title == "several"


def test_what_was_stopped_leads_before_what_is_only_to_know_and_interrupts_nobody() -> None:
    (matter,) = fold([told(1, "A", Colour.BLUE), told(2, "A", Colour.GREEN)])

    assert matter.colour is Colour.GREEN
    assert matter.first.at == NINE + timedelta(minutes=2)
    assert not matter.is_interrupting


def test_a_lease_names_the_address_that_was_given_and_a_lease_without_name_none() -> None:
    events = [
        event(dhcp__client_mac="aa", dhcp__hostname="KENSA-XP", dhcp__assigned_ip="0.0.0.0"),
        event(dhcp__client_mac="aa", dhcp__assigned_ip="192.168.20.77"),
        event(dhcp__client_mac="bb", dhcp__assigned_ip="192.168.20.78"),
        event(dhcp__hostname="stray"),
    ]

    assert leased_names(events) == {"192.168.20.77": "KENSA-XP"}


def test_a_matter_rises_by_the_first_of_each_graver_colour() -> None:
    found = [
        told(1, "A", Colour.BLUE),
        told(2, "A", Colour.YELLOW),
        told(3, "A", Colour.BLUE),
        told(4, "A", Colour.YELLOW),
        told(5, "A", Colour.RED),
    ]

    (matter,) = fold(found)

    assert [one.at.minute for one in matter.risen] == [1, 2, 5]
