"""What a delivery says."""

from __future__ import annotations

import pytest

from notify_cast import MONDAY_10, WORDS, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.notify.composing import compose
from otasuke.web.notify.links import linked
from otasuke.web.notify.models import Delivery
from otasuke.web.provider import services as provider
from otasuke.web.tenancy.scope import across


def composed(**facts):
    with across("tests"):
        one = Delivery.objects.select_related("message", "staff_call").get(**facts)
        one.began_at = MONDAY_10
        return compose(one)


def test_it_has_what_every_channel_may_need(companies) -> None:
    provider.change(provider.Facts("なにわ見守り舎", "06-0000-0119", "平日 9:00〜18:00"), actor=None)
    contact(companies.minori)
    message = told(companies.minori)

    made = composed(way="mail")

    assert (made.words, made.word, made.thread) == (WORDS["ja"], "いますぐ電話", str(message.id))
    assert made.desk == ("なにわ見守り舎", "06-0000-0119", "平日 9:00〜18:00")
    token = made.link.rpartition("/")[2]
    assert linked(token, now=MONDAY_10).delivery == deliveries(way="mail")[0]


def test_it_speaks_the_language_of_who_gets_it(companies) -> None:
    Person.objects.create(name="Eve", email="sakaki@minori.example", language="en")
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)

    made = composed(way="mail")

    assert (made.words, made.word) == (WORDS["en"], "today")


@pytest.mark.parametrize(("language", "word"), [("ja", "終わりました"), ("en", "closed")])
def test_the_end_is_called_the_end(companies, language: str, word: str) -> None:
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)
    with across("tests"):
        Delivery.objects.update(occasion="closed", language=language)

    made = composed(way="mail")

    assert (made.word, made.is_over) == (word, True)
