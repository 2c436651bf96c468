from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from detect.learn.cast import sign_in, table_of
from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.people import logins
from otasuke.detect.learn.places import LOOKED_UP, Place, placed

NOW, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)
SATO = "sato@sakura.example"
HOME, ABROAD = "126.3.4.5", "141.98.10.60"
KNOWN = {
    HOME: Place("JP", "Japan", "17676", "SoftBank", 35.7, 139.7),
    ABROAD: Place("LT", "Lithuania", "209605", "Host", 54.7, 25.3),
    "126.9.9.9": Place("JP", "Japan", "17676", "SoftBank", 43.0, 141.3),
}


class Asked:
    """Knows these addresses, and counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, address: str) -> Place:
        self.times += 1
        return KNOWN.get(address, Place())


def rows(*lines: bytes) -> list[dict[str, Any]]:
    return placed(logins(table_of(*lines)), Asked()).to_pylist()


def found(*lines: bytes, longest: timedelta = NOW) -> list[tuple[str, str]]:
    """What is found by those who look addresses up."""
    told = Detectors(longest=longest, places=Asked()).update(table_of(*lines))
    return [(one.detector, one.counterpart) for one in told if not one.is_learning]


def test_what_the_log_does_not_say_is_looked_up() -> None:
    (row,) = rows(sign_in(NOW, SATO, HOME))

    said = [row[name] for name in ("country", "provider", "provider_name", "latitude", "longitude", "placed_by")]
    assert said == ["JP", "17676", "SoftBank", "35.7", "139.7", LOOKED_UP]


def test_what_the_log_says_wins() -> None:
    other, same = rows(
        sign_in(NOW, SATO, HOME, country="KR"), sign_in(NOW, SATO, HOME, country="JP", place=(34.7, 135.5))
    )

    assert (other["country"], other["latitude"], other["placed_by"]) == ("KR", None, None)
    assert (same["country"], same["latitude"], same["placed_by"]) == ("JP", "34.7", None)


def test_a_country_that_is_spelt_out_is_the_same_country() -> None:
    (row,) = rows(sign_in(NOW, SATO, HOME, country="Japan"))

    assert row["country"] == "JP"


def test_an_address_that_nobody_knows_stays_as_it_is() -> None:
    (row,) = rows(sign_in(NOW, SATO, "203.0.113.9"))

    assert [row[name] for name in ("country", "provider", "latitude", "placed_by")] == [None] * 4


def test_every_address_is_asked_for_once() -> None:
    asked = Asked()

    placed(logins(table_of(*(sign_in(NOW + HOUR * number, SATO, HOME) for number in range(9)))), asked)

    assert asked.times == 1


def test_without_logins_nobody_is_asked() -> None:
    asked = Asked()

    assert placed(logins(table_of(orjson.dumps({"x": 1}))), asked).num_rows == 0
    assert asked.times == 0


def test_who_looks_addresses_up_sees_new_countries_and_impossible_logins() -> None:
    lines = [sign_in(NOW, SATO, HOME), sign_in(2 * DAY, SATO, HOME), sign_in(2 * DAY + HOUR, SATO, ABROAD)]

    assert found(*lines, longest=DAY) == [("first-seen-login", "LT"), ("impossible-logins", ABROAD)]
    assert Detectors(longest=DAY).update(table_of(*lines))[-1].counterpart == "141.98"


def test_within_a_country_looked_up_places_are_too_rough() -> None:
    assert "impossible-logins" not in dict(found(sign_in(NOW, SATO, HOME), sign_in(HOUR, SATO, "126.9.9.9")))


def test_who_begins_to_look_addresses_up_is_not_told_of_every_country() -> None:
    before, after = Detectors(longest=DAY), Detectors(longest=DAY, places=Asked())
    before.update(table_of(sign_in(NOW, SATO, HOME)))
    after.restore(before.state())

    told: list[Learnt] = after.update(table_of(sign_in(2 * DAY, SATO, "126.3.9.9"), sign_in(2 * DAY, SATO, HOME)))

    assert told == []
