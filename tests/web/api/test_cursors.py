"""Paging."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from otasuke.web.accounts.models import Firm
from otasuke.web.api.cursors import page_of
from otasuke.web.api.problems import Problem
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across

BY = ("made_at", "id")
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def customer(number: int, at: datetime = EARLY) -> Customer:
    made = Customer.objects.create(tenant=f"t{number}", name="x", name_kana="エ")
    Customer.objects.filter(id=made.id).update(made_at=at)
    return made


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_have_everything_once_also_what_came_at_the_same_moment(database, limit: int) -> None:
    with across("tests"):
        for number in range(7):
            customer(number, EARLY + timedelta(seconds=number // 3))
        seen, cursor = [], ""
        while True:
            rows, following = page_of(Customer.objects.all(), BY, cursor=cursor, limit=limit)
            seen += [row.id for row in rows]
            if following is None:
                break
            cursor = following

        assert seen == [row.id for row in Customer.objects.order_by(*BY)]


def test_what_is_added_meanwhile_moves_nothing(database) -> None:
    with across("tests"):
        old = [customer(number, EARLY + timedelta(days=number)) for number in range(4)]
        _, cursor = page_of(Customer.objects.all(), BY, cursor="", limit=2)
        customer(8, EARLY - timedelta(days=1))
        customer(9, EARLY + timedelta(days=9))
        assert cursor

        rows, _ = page_of(Customer.objects.all(), BY, cursor=cursor, limit=2)

        assert [row.id for row in rows] == [old[2].id, old[3].id]


@pytest.mark.parametrize("cursor", ["x", "..", "\0", "WyJ4Il0:x:y", "あ" * 500])
def test_nonsense_is_refused(database, cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        page_of(Firm.objects.all(), ("id",), cursor=cursor, limit=1)

    assert refused.value.kind.name == "invalid"
    assert [(one.where, one.pointer) for one in refused.value.errors] == [("query", "/cursor")]


def test_a_cursor_of_another_list_is_refused(database) -> None:
    other = signing.dumps(["2026-01-01"], salt="cursor.customers.customer")

    with pytest.raises(Problem):
        page_of(Firm.objects.all(), ("id",), cursor=other, limit=1)


def test_a_cursor_of_another_version_is_refused(database) -> None:
    old = signing.dumps(["not an id"], salt="cursor.accounts.firm")

    with pytest.raises(Problem):
        page_of(Firm.objects.all(), ("id",), cursor=old, limit=1)
