from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, sign_in, table_of
from otasuke.detect.learn.impossible_logins import ImpossibleLogins
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.people import logins

NOW, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)
SATO = "sato@sakura.example"
TOKYO, OSAKA, VILNIUS = (35.7, 139.7), (34.7, 135.5), (54.7, 25.3)


def found(*lines: bytes, longest: timedelta = NOW) -> list[Learnt]:
    return ImpossibleLogins(Learning(longest)).update(logins(table_of(*lines)))


def at_home(at: timedelta) -> bytes:
    return sign_in(at, SATO, "126.3.4.5", country="JP", place=TOKYO)


def abroad(at: timedelta) -> bytes:
    return sign_in(at, SATO, "141.98.10.60", country="LT", place=VILNIUS)


def test_nobody_is_in_tokyo_and_vilnius_within_an_hour() -> None:
    (one,) = found(at_home(NOW), abroad(HOUR))

    assert (one.device, one.counterpart) == (SATO, "141.98.10.60")
    facts = {fact.name: fact.value for fact in one.facts}
    assert facts["minutes_between"] == "60"
    assert 7900 < int(facts["kilometres"]) < 8400


def test_a_flight_a_train_and_another_person_are_possible() -> None:
    in_osaka = sign_in(HOUR, SATO, "126.3.9.9", country="JP", place=OSAKA)

    assert found(at_home(NOW), abroad(14 * HOUR)) == []
    assert found(at_home(NOW), in_osaka) == []
    assert found(at_home(NOW), sign_in(HOUR, "mori@sakura.example", "141.98.10.60", country="LT", place=VILNIUS)) == []


def test_without_coordinates_two_countries_within_two_hours_count() -> None:
    here, there = (
        sign_in(at, SATO, ip, country=c) for at, ip, c in ((NOW, "126.3.4.5", "JP"), (HOUR, "141.98.10.60", "LT"))
    )
    later = sign_in(5 * HOUR, SATO, "141.98.10.60", country="LT")

    assert len(found(here, there)) == 1
    assert found(here, later) == []


def test_a_vpn_that_was_there_while_we_learnt_is_usual() -> None:
    lines = [at_home(NOW), abroad(HOUR), at_home(2 * DAY), abroad(2 * DAY + HOUR)]

    assert [one.is_learning for one in found(*lines, longest=DAY)] == [True]


def test_a_detector_goes_on_where_another_ended() -> None:
    first = ImpossibleLogins(Learning(NOW))
    first.update(logins(table_of(at_home(NOW))))

    rest = again(first, ImpossibleLogins(Learning(NOW))).update(logins(table_of(abroad(HOUR))))

    assert [one.id for one in rest] == [one.id for one in found(at_home(NOW), abroad(HOUR))] != []
