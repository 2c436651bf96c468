"""The queue over all companies: its order, its pages, and campaigns as one row."""

from __future__ import annotations

from uuid import uuid4

import pytest

from finding_cast import HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from notify_cast import contact
from otasuke.web.accounts.models import Person
from otasuke.web.incidents import queue
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.queue import Wanted, campaigns, counts, detections, newer, queue_page, wanted
from otasuke.web.notify.models import Delivery
from otasuke.web.tenancy.scope import across

ME = uuid4()
_SOME = "2400d5f7-2be3-4c3c-9526-8c4a6d199b3b"


@pytest.fixture
def many(companies) -> list[Incident]:
    """Nine, of all levels and states, the later ones graver."""
    for number in range(9):
        one = companies.minori if number % 2 else companies.kobato
        at = NOW + number * MINUTE
        arrive(
            detection(one.tenant, f"r{number}", by=watched(one), sensor=f"PC{number}", at=at, fields={"Image": "x"}),
            at=at,
        )
    made = sorted([*incidents_of(companies.minori), *incidents_of(companies.kobato)], key=lambda one: one.opened_at)
    person = Person.objects.create(name="早瀬 遥", email="hayase@example.jp")
    with across("tests"):
        for one, colour, state, taken in zip(
            made, "黄黄黄黄青赤赤赤黄", ["waiting", "looking", "new", "new", "new", "waiting", "acting", "new", "closed"],
            [True, False, True, False, False, True, True, False, False], strict=True,
        ):  # fmt: skip
            closed = NOW if state == "closed" else None
            Incident.objects.filter(id=one.id).update(
                set_colour=colour, state=state, assigned_to=person if taken else None, closed_at=closed
            )
    return made


def order(many: list[Incident], wish: Wanted) -> list[int]:
    ids = [one.id for one in many]
    with across("tests"):
        return [ids.index(one.id) for one in queue_page(wish, me=ME).incidents]


def test_harm_comes_first_then_who_is_at_it_then_the_clock(many) -> None:
    assert order(many, Wanted()) == [7, 6, 5, 3, 1, 2, 0, 4]


def test_pages_follow_each_other_without_gap_or_repeat(many, monkeypatch) -> None:
    monkeypatch.setattr(queue, "A_PAGE", 3)
    found, after = [], ""
    with across("tests"):
        for _page in range(3):
            one = queue_page(Wanted(after=after), me=ME)
            found += [many.index(next(m for m in many if m.id == row.id)) for row in one.incidents]
            after = one.onward

    assert found == [7, 6, 5, 3, 1, 2, 0, 4]
    assert after == ""


def test_an_address_says_what_is_wanted() -> None:
    wish = wanted({"q": " a\0b ", "level": "aka", "state": "asleep", "after": "1~2~3", "evil": "x"})

    assert wish == Wanted(q="ab", level="aka", after="1~2~3")
    assert wish.query == "q=ab&level=aka"
    assert wish.onward("p") == "q=ab&level=aka&after=p"
    assert wanted({"after": "x"}).is_all


@pytest.mark.parametrize(
    "after", ["x", "1~yesterday~2", f"1~2026-11-24T00:00:00~{_SOME}", f"999~{NOW.isoformat()}~{_SOME}"]
)
def test_what_is_no_place_begins_at_the_beginning(many, after: str) -> None:
    assert len(order(many, Wanted(after=after))) == 8


def test_things_of_an_incident_find_it(many) -> None:
    with across("tests"):
        thing = many[3].things.first()
        assert thing
    assert order(many, Wanted(q=thing.value)) == [3]
    assert order(many, Wanted(q=many[3].code.lower())) == [3]
    assert order(many, Wanted(assigned="nobody")) == [7, 3, 1, 4]
    assert order(many, Wanted(assigned="no-id")) == []


def test_what_is_open_is_counted(many) -> None:
    with across("tests"):
        found = counts(me=ME)
        assert (found.all, found.mine, found.nobody, found.waiting) == (8, 0, 4, 2)
        assert newer(Wanted(), NOW + 5 * MINUTE, me=ME) == (2, 0)
        assert newer(Wanted(level="ki"), NOW - HOUR, me=ME) == (4, 0)
        assert detections(many[:2]) == {one.id: 1 for one in many[:2]}


def test_a_campaign_is_one_row_but_what_is_red_stands_alone(companies) -> None:
    mail = {"sender": "keiri@evil-example.xyz"}
    for one in (companies.minori, companies.kobato):
        arrive(detection(one.tenant, by=watched(one), sensor=f"PC-{one.tenant}", fields=mail))

    with across("tests"):
        (row,) = campaigns(Wanted(), me=ME)
        assert (row.companies, row.incidents) == (2, 2)
        assert queue_page(Wanted(), me=ME).incidents == []
        assert len(queue.of_campaigns([row.campaign.id])) == 2
        Incident.objects.filter(id=row.sample.id).update(set_colour="赤")
        assert [one.id for one in queue_page(Wanted(), me=ME).incidents] == [row.sample.id]
        assert campaigns(Wanted(), me=ME)[0].incidents == 1


def test_the_promise_of_a_campaign_is_kept_when_the_mail_of_each_company_is_out(companies) -> None:
    for company in (companies.minori, companies.kobato):
        contact(company)
        arrive(detection(company.tenant, by=watched(company), fields={"sender": "a@evil.example"}))
    with across("tests"):
        (row,) = campaigns(Wanted(), me=ME)
        assert not row.is_reached
        Delivery.objects.filter(customer=companies.minori).update(state="accepted")
        assert not campaigns(Wanted(), me=ME)[0].is_reached
        Delivery.objects.update(state="accepted")
        assert campaigns(Wanted(), me=ME)[0].is_reached
