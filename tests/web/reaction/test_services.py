"""Offering, allowing and withdrawing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from finding_cast import DAY, MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer
from otasuke.web.incidents.models import Entry
from otasuke.web.reaction import services
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.models import Action, Preapproval
from otasuke.web.reaction.policy import MOST_IN_FORCE, Kind, Source, State
from otasuke.web.reaction.ports import LocalEndpoints, choose
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import blocked, offered, somebody


@pytest.fixture
def minori(companies) -> Customer:
    return companies.minori


@pytest.fixture
def twin():
    made = LocalEndpoints()
    before = choose(made)
    yield made
    choose(before)


def test_what_is_offered_is_offered_once_and_told(minori) -> None:
    incident = incidents_of_one(minori)

    first, again = (
        services.block(minori.id, text, actor=somebody(), at=NOW, incident=incident, note="お客様の話")
        for text in ("203.0.113.9", "::ffff:203.0.113.9")
    )

    assert first == again
    with tenant_scope(minori.id):
        told = Entry.objects.get(kind="action")
        line = AuditLine.objects.filter(verb="reaction.offered").get()
    assert told.words["values"]["target"] == "203.0.113.9"
    assert "203.0.113.9" not in str(vars(line))


def test_staff_say_whom_they_asked_and_it_ends_by_itself(minori) -> None:
    found = offered(minori)
    with pytest.raises(Refused, match="だれがよいと言ったか"):
        services.approve(found.id, of=minori.id, source=Source.STAFF, actor=somebody(), at=NOW, agreed_by=" ")
    with pytest.raises(Refused, match="30日"):
        services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW, days=31)

    allowed = services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW, days=1)
    assert (allowed.state, allowed.expires_at) == (State.APPROVED, NOW + DAY)

    assert services.expire(at=NOW + DAY - MINUTE) == 0
    assert services.expire(at=NOW + DAY) == 1
    assert state(allowed) is State.EXPIRED


def test_the_contracts_consent_has_to_be_there(minori, companies) -> None:
    first = offered(minori)
    services.preapprove(companies.kobato.id, [Kind.BLOCK_IP], actor=somebody(), at=NOW)
    with pytest.raises(Refused, match="事前に同意していません"):
        services.approve(first.id, of=minori.id, source=Source.PREAPPROVED, actor=somebody(), at=NOW)

    services.preapprove(minori.id, [Kind.BLOCK_IP, Kind.BLOCK_URL], actor=somebody(), at=NOW)
    services.approve(first.id, of=minori.id, source=Source.PREAPPROVED, actor=somebody(), at=NOW)
    services.preapprove(minori.id, [Kind.BLOCK_URL], actor=somebody(), at=NOW + MINUTE)

    second = offered(minori, "203.0.113.10")
    with pytest.raises(Refused, match="事前に同意していません"):
        services.approve(second.id, of=minori.id, source=Source.PREAPPROVED, actor=somebody(), at=NOW)
    with tenant_scope(minori.id):
        assert Preapproval.objects.filter(withdrawn_at=None).get().kind == Kind.BLOCK_URL


def test_what_is_guarded_is_neither_offered_nor_allowed(minori) -> None:
    with pytest.raises(Refused, match="社内のアドレス"):
        offered(minori, "192.168.10.5")
    with pytest.raises(Refused, match="大きなサービス"):
        offered(minori, "https://drive.google.com/x")

    found = offered(minori)
    with tenant_scope(minori.id):
        Action.objects.filter(id=found.id).update(target="8.8.8.8")
    with pytest.raises(Refused, match="大きなサービス"):
        services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW)


def test_what_was_withdrawn_comes_back_for_a_while(minori) -> None:
    found = blocked(minori)

    services.withdraw(found.id, of=minori.id, actor=somebody(), at=NOW + MINUTE)
    with pytest.raises(Refused, match="ページを開き直して"):
        services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW + MINUTE)
    assert services.put_back(found.id, of=minori.id, actor=somebody(), at=NOW + 2 * MINUTE).state == State.APPROVED

    services.withdraw(found.id, of=minori.id, actor=somebody(), at=NOW + 3 * MINUTE)
    with pytest.raises(Refused, match="もう取り消せません"):
        services.put_back(found.id, of=minori.id, actor=somebody(), at=NOW + 14 * MINUTE)


def test_an_offer_that_was_declined_comes_back_as_an_offer_and_not_beside_another(minori) -> None:
    found = offered(minori)

    services.withdraw(found.id, of=minori.id, actor=somebody(), at=NOW)
    assert services.put_back(found.id, of=minori.id, actor=somebody(), at=NOW).state == State.OFFERED
    services.withdraw(found.id, of=minori.id, actor=somebody(), at=NOW)
    offered(minori)
    with pytest.raises(Refused, match="もう一度決められて"):
        services.put_back(found.id, of=minori.id, actor=somebody(), at=NOW)


def test_many_are_withdrawn_at_once_at_several_companies(companies) -> None:
    ones = [blocked(companies.minori), blocked(companies.kobato), blocked(companies.kobato, "203.0.113.10")]
    services.withdraw(ones[1].id, of=companies.kobato.id, actor=somebody(), at=NOW)

    ended = services.withdraw_many([*(one.id for one in ones), uuid4()], actor=somebody(), at=NOW)

    assert {one.id for one in ended} == {ones[0].id, ones[2].id}


def test_an_order_is_placed_when_it_is_allowed_and_taken_back(minori, twin) -> None:
    machine = watched(minori)
    found = services.offer(minori.id, Kind.ISOLATE, machine.code, actor=somebody(), at=NOW)
    assert twin.placed == {}

    services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW)
    assert [one.target for one in twin.placed.values()] == [machine.code]

    assert services.done(found.id, of=minori.id, actor=somebody(), at=NOW + MINUTE).state == State.ACTIVE
    services.withdraw(found.id, of=minori.id, actor=somebody(), at=NOW + 2 * MINUTE)
    assert twin.placed == {}


def test_nobody_says_that_a_box_has_blocked(minori) -> None:
    with pytest.raises(Refused, match="止めるのは機器"):
        services.done(blocked(minori).id, of=minori.id, actor=somebody(), at=NOW)


def test_what_is_its_own_is_written_down_once_and_taken_away(companies) -> None:
    first, again = (
        services.spare(companies.minori.id, text, actor=somebody(), at=NOW)
        for text in ("Mokkou.example", "mokkou.example ")
    )
    assert first == again
    with pytest.raises(Refused, match="自身"):
        offered(companies.minori, "www.mokkou.example")
    with pytest.raises(Refused, match="範囲"):
        services.spare(companies.minori.id, "木工所", actor=somebody(), at=NOW)

    with pytest.raises(NotFound):
        services.spare_no_more(first.id, of=companies.kobato.id, actor=somebody())
    services.spare_no_more(first.id, of=companies.minori.id, actor=somebody())
    assert offered(companies.minori, "www.mokkou.example").state == State.OFFERED


def test_what_could_not_be_done_is_allowed_again(minori, twin) -> None:
    found = services.offer(minori.id, Kind.LOCK_ACCOUNT, "tanaka", actor=somebody(), at=NOW)
    services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW)

    assert services.failed(found.id, of=minori.id, actor=somebody(), at=NOW + MINUTE).state == State.FAILED
    again = services.approve(found.id, of=minori.id, source=Source.COMPANY, actor=somebody(), at=NOW + MINUTE)
    assert (again.state, again.ended_at) == (State.APPROVED, None)


def test_a_stranger_finds_nothing(companies) -> None:
    found = blocked(companies.minori)

    for verb in (services.withdraw, services.done, services.failed, services.put_back):
        with pytest.raises(NotFound):
            verb(found.id, of=companies.kobato.id, actor=somebody(), at=NOW)
    with pytest.raises(NotFound):
        services.approve(found.id, of=companies.kobato.id, source=Source.COMPANY, actor=somebody(), at=NOW)
    with pytest.raises(Refused, match="そのパソコンはありません"):
        services.offer(companies.kobato.id, Kind.ISOLATE, watched(companies.minori).code, actor=somebody(), at=NOW)


def test_there_is_a_limit_for_a_company(minori, monkeypatch) -> None:
    monkeypatch.setattr(services.policy, "MOST_IN_FORCE", 1)
    blocked(minori)

    with pytest.raises(Refused, match="多すぎます"):
        blocked(minori, "203.0.113.10")
    assert MOST_IN_FORCE > 1


def incidents_of_one(customer: Customer):
    arrive(detection(customer.tenant, by=watched(customer)))
    return incidents_of(customer)[0]


def state(action: Action) -> State:
    with tenant_scope(action.customer_id):
        return State(Action.objects.get(id=action.id).state)
