from __future__ import annotations

from collections import Counter
from ipaddress import ip_address

from otasuke.simulating.writing.destinations import DECK, DESTINATIONS, OFFICE


def test_few_destinations_are_visited_often() -> None:
    visits = Counter(DECK)
    often = sum(count for _, count in visits.most_common(30))

    assert set(visits) == set(DESTINATIONS)
    assert 0.4 < often / len(DECK) < 0.8


def test_destinations_are_of_the_internet_and_told_apart() -> None:
    assert all(ip_address(one.address.decode()).is_global for one in DESTINATIONS)
    assert len({one.name for one in DESTINATIONS}) == len(DESTINATIONS)
    assert OFFICE
