"""Facts as JSON and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.kept import mark_of, plain, rebuilt
from otasuke.web.customers.policy import CardFacts, ContactFacts, Facts, Handling, NoteFacts, PartnerFacts, SiteFacts

TOWA = Facts("towa", "東和精機", "トウワセイキ", employees=38)
SITE = SiteFacts("本社", Hours((Open(0, time(9), time(18, 30)),), ((date(2026, 12, 29), date(2027, 1, 3)),)))
CARD = CardFacts("弟", odd_programs=(("AnyDesk", "会計士"),), times=(Expected(time(22), 180, "月次", day_of_month=31),))
NOTE = NoteFacts(uuid4(), "朝は留守", uuid4(), datetime(2026, 11, 23, 1, 2, 3, 456, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Facts, TOWA),
        (tuple[SiteFacts, ...], (SITE, replace(SITE, name="倉庫"))),
        (tuple[ContactFacts, ...], (ContactFacts("稲森 修", "phone", "06-0000-0119"),)),
        (CardFacts, CARD),
        (tuple[PartnerFacts, ...], (PartnerFacts("北浜", domains=("a.example", "b.example")),)),
        (Handling, Handling(uuid4(), ("更新月",))),
        (Handling, Handling()),
        (tuple[NoteFacts, ...], (NOTE,)),
        (tuple[NoteFacts, ...], ()),
    ],
)
def test_what_was_kept_is_the_same_again(kind: object, value: object) -> None:
    assert rebuilt(kind, plain(value)) == value


@given(st.builds(Facts, st.text(), st.text(), st.text(), employees=st.none() | st.integers(0, 10**9)))
def test_whatever_facts_say_they_come_back(facts: Facts) -> None:
    assert rebuilt(Facts, plain(facts)) == facts


def test_another_value_has_another_mark() -> None:
    assert mark_of(TOWA) == mark_of(replace(TOWA))
    assert mark_of(TOWA) != mark_of(replace(TOWA, employees=39))
