"""Taking an edit back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.editing import Kept, edit, keep_edit, open_by_hand
from otasuke.web.customers.errors import CannotUndo
from otasuke.web.customers.kept import mark_of
from otasuke.web.customers.many import handle_many
from otasuke.web.customers.models import Customer, Edit
from otasuke.web.customers.parts import read_part, write_part
from otasuke.web.customers.policy import Facts, Handling
from otasuke.web.customers.services import change_customer, set_contacts
from otasuke.web.customers.undoing import is_undoable, undo
from otasuke.web.tenancy.scope import across, tenant_scope
from web.customers.test_parts import VALUES

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def desk(database: None) -> Person:
    return Person.objects.create(name="窓口 花")


def write(customer: Customer, part, value, desk: Person) -> Edit:
    return edit(customer.id, part, value, seen=mark_of(read_part(customer.id, part)), actor=desk, at=NOON)


@pytest.mark.parametrize("part", VALUES)
def test_every_part_says_again_what_it_said(companies, desk: Person, part) -> None:
    write_part(companies.minori.id, part, VALUES[part], actor=desk)
    empty = read_part(companies.kobato.id, part)
    value = replace(VALUES[part], employees=99) if part == "facts" else empty
    made = write(companies.minori, part, value, desk)

    done = undo(made.id, actor=desk, at=NOON)

    assert read_part(companies.minori.id, part) == VALUES[part]
    assert (done.restored, done.left) == (1, ())


def test_what_somebody_wrote_since_stays_and_is_named(companies, desk: Person) -> None:
    kept = [Kept(one.id, "handling", Handling(), Handling(desk.id)) for one in (companies.minori, companies.kobato)]
    handle_many({one.customer: Handling(desk.id) for one in kept}, actor=desk)
    made = keep_edit("assigned", kept, actor=desk, at=NOON)
    handle_many({companies.kobato.id: Handling(None, ("更新月",))}, actor=desk)

    done = undo(made.id, actor=desk, at=NOON)

    assert (done.restored, done.left) == (1, (companies.kobato,))
    with across("tests"):
        assert Customer.objects.get(tenant="minori").assigned_to_id is None
        assert Customer.objects.get(tenant="kobato").labels == ["更新月"]


def test_a_new_company_goes_and_may_come_again(desk: Person) -> None:
    towa = Facts("towa", "東和精機", "トウワセイキ")
    made = open_by_hand(towa, actor=desk, at=NOON)

    assert undo(made.id, actor=desk, at=NOON).restored == 1
    with across("tests"):
        assert Customer.objects.get().withdrawn_at == NOON
        assert list(AuditLine.objects.order_by("id").values_list("verb", flat=True)) == [
            "customer.opened", "customer.withdrawn", "edit.undone",
        ]  # fmt: skip
    open_by_hand(towa, actor=desk, at=NOON)
    with across("tests"):
        assert Customer.objects.get().withdrawn_at is None


@pytest.mark.parametrize("what", ["contacts", "facts"])
def test_a_new_company_that_somebody_wrote_to_stays(desk: Person, what: str) -> None:
    towa = Facts("towa", "東和精機", "トウワセイキ")
    made = open_by_hand(towa, actor=desk, at=NOON)
    with across("tests"):
        customer = Customer.objects.get()
    if what == "contacts":
        set_contacts(customer.id, VALUES["contacts"], actor=desk)
    else:
        change_customer(customer.id, replace(towa, employees=3), actor=desk)

    done = undo(made.id, actor=desk, at=NOON)

    assert (done.restored, done.left) == (0, (customer,))
    with tenant_scope(customer.id):
        assert Customer.objects.get().withdrawn_at is None


def test_it_can_be_taken_back_once_and_for_a_day(companies, desk: Person) -> None:
    first, second = (write(companies.minori, "handling", Handling(None, (one,)), desk) for one in "ab")
    assert is_undoable(first, at=NOON + timedelta(hours=24))

    with pytest.raises(CannotUndo, match="24時間"):
        undo(first.id, actor=desk, at=NOON + timedelta(hours=24, seconds=1))
    undo(second.id, actor=desk, at=NOON + timedelta(hours=24))
    with pytest.raises(CannotUndo, match="もう取り消され"):
        undo(second.id, actor=desk, at=NOON)
    with pytest.raises(CannotUndo, match="見つかりません"):
        undo(uuid4(), actor=desk, at=NOON)
