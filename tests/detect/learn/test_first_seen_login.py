from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, sign_in, table_of
from otasuke.detect.learn.first_seen_login import FirstSeenLogin
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.people import logins
from otasuke.detect.rule import Level

NOW, DAY = timedelta(0), timedelta(days=1)
SATO, MORI = "sato@sakura.example", "mori@sakura.example"
HOME, ABROAD = "126.3.4.5", "141.98.10.60"


def detector() -> FirstSeenLogin:
    return FirstSeenLogin(Learning(DAY))


def found(*lines: bytes) -> list[Learnt]:
    return [one for one in detector().update(logins(table_of(*lines))) if not one.is_learning]


def test_a_country_from_which_nobody_signed_in_is_told_once() -> None:
    (one,) = found(
        sign_in(NOW, SATO, HOME, country="JP"),
        sign_in(2 * DAY, SATO, HOME, country="JP"),
        sign_in(2 * DAY, SATO, ABROAD, country="LT"),
        sign_in(3 * DAY, SATO, ABROAD, country="LT"),
    )

    assert (one.device, one.counterpart, one.level) == (SATO, "LT", Level.MEDIUM)


def test_what_is_usual_for_others_is_told_more_quietly() -> None:
    lines = [sign_in(NOW, SATO, ABROAD, country="LT"), sign_in(2 * DAY, MORI, ABROAD, country="LT")]

    assert [(one.device, one.level) for one in found(*lines)] == [(MORI, Level.LOW)]


def test_without_a_country_the_network_counts_for_the_whole_company() -> None:
    lines = [
        sign_in(NOW, SATO, HOME),
        sign_in(2 * DAY, MORI, "126.3.9.9"),
        sign_in(2 * DAY, SATO, ABROAD),
    ]

    assert [(one.device, one.counterpart) for one in found(*lines)] == [(SATO, "141.98")]


def test_a_detector_goes_on_where_another_ended() -> None:
    first = detector()
    first.update(logins(table_of(sign_in(NOW, SATO, HOME, country="JP"))))
    second = again(first, detector())

    assert second.update(logins(table_of(sign_in(2 * DAY, SATO, HOME, country="JP")))) == []
