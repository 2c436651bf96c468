"""Who acts for a company."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from otasuke.web.accounts.links import LinkIsOver
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.members import (
    LIVES_FOR,
    MOST_A_DAY,
    AlreadyThere,
    Invited,
    LastOwner,
    NotThere,
    TooMany,
    change_invitation,
    give_invitation_back,
    give_member_back,
    hand_over,
    invitation_of,
    invite_member,
    join_by,
    people_of,
    remove_member,
    withdraw_invitation,
)
from otasuke.web.customers.selectors import member
from otasuke.web.tenancy.scope import across
from portal_cast import join

NOW = datetime.now(UTC)
KAWABATA = Invited("kawabata@minori.example", "川端 志津子", "カワバタ シヅコ")


@pytest.fixture
def owner(companies) -> Person:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    return person


@pytest.fixture
def minori(companies, owner: Person):
    return companies.minori.id


def verbs() -> list[str]:
    with across("tests"):
        return [line.verb for line in AuditLine.objects.exclude(customer=None).order_by("number")]


def test_who_agrees_is_one_of_them_and_not_before(minori, owner: Person) -> None:
    _, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)
    assert not Person.objects.filter(email=KAWABATA.email).exists()

    joined = join_by(token, now=NOW)

    assert (joined.person.name, joined.person.name_kana, joined.role) == (
        "川端 志津子",
        "カワバタ シヅコ",
        Role.COLLEAGUE,
    )
    assert member(joined.person, minori)
    assert verbs() == ["member.invited", "member.joined"]
    assert people_of(minori).invited == []
    with pytest.raises(LinkIsOver):
        join_by(token, now=NOW)


def test_somebody_who_is_known_keeps_his_name_and_nobody_sees_it_before_he_agrees(minori, owner: Person) -> None:
    Person.objects.create(name="川端 本名", email="KAWABATA@minori.example")
    _, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)

    assert [one.name for one in people_of(minori).invited] == ["川端 志津子"]
    assert join_by(token, now=NOW).person.name == "川端 本名"
    assert Person.objects.count() == 2


def test_who_is_locked_away_does_not_join(minori, owner: Person) -> None:
    Person.objects.create(name="x", email=KAWABATA.email, is_active=False)
    _, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)

    with pytest.raises(LinkIsOver):
        join_by(token, now=NOW)


def test_a_link_is_over_after_a_week_and_when_a_newer_one_is_sent(minori, owner: Person) -> None:
    _, first = invite_member(minori, KAWABATA, actor=owner, now=NOW)
    assert invitation_of(first, now=NOW + LIVES_FOR - timedelta(seconds=1)).name == KAWABATA.name
    with pytest.raises(LinkIsOver):
        join_by(first, now=NOW + LIVES_FOR)
    _, second = invite_member(minori, Invited(KAWABATA.email.upper(), "川端"), actor=owner, now=NOW)

    with pytest.raises(LinkIsOver):
        invitation_of(first, now=NOW)
    assert invitation_of(second, now=NOW).name == "川端"


def test_an_invitation_is_corrected_or_withdrawn(minori, owner: Person) -> None:
    made, first = invite_member(minori, Invited("typo@minori.example", "川端"), actor=owner, now=NOW)
    again, second = change_invitation(minori, made.id, who=KAWABATA, actor=owner, now=NOW)

    with pytest.raises(LinkIsOver):
        join_by(first, now=NOW)
    withdraw_invitation(minori, again.id, actor=owner)
    with pytest.raises(LinkIsOver):
        join_by(second, now=NOW)
    with pytest.raises(NotThere):
        withdraw_invitation(minori, again.id, actor=owner)


def test_an_invitation_that_was_taken_back_is_given_back_with_its_link(minori, owner: Person) -> None:
    made, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)
    taken = withdraw_invitation(minori, made.id, actor=owner)

    give_invitation_back(taken, actor=owner)

    assert invitation_of(token, now=NOW).id == made.id
    with pytest.raises(AlreadyThere):
        give_invitation_back(taken, actor=owner)
    join_by(token, now=NOW)
    with pytest.raises(AlreadyThere):
        give_invitation_back(taken, actor=owner)


def test_a_correction_that_is_refused_leaves_the_invitation(minori, owner: Person) -> None:
    made, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)

    with pytest.raises(AlreadyThere):
        change_invitation(minori, made.id, who=Invited(owner.email, "x"), actor=owner, now=NOW)

    assert invitation_of(token, now=NOW).id == made.id


def test_another_company_can_do_nothing_with_an_invitation(companies, minori, owner: Person) -> None:
    made, token = invite_member(minori, KAWABATA, actor=owner, now=NOW)

    with pytest.raises(NotThere):
        withdraw_invitation(companies.kobato.id, made.id, actor=owner)
    with pytest.raises(NotThere):
        remove_member(companies.kobato.id, owner.id, actor=owner)
    assert people_of(companies.kobato.id).members == []
    assert invitation_of(token, now=NOW).id == made.id


def test_who_is_there_is_not_invited_again(minori, owner: Person) -> None:
    with pytest.raises(AlreadyThere):
        invite_member(minori, Invited("INAMORI@minori.example", "x"), actor=owner, now=NOW)


def test_a_company_cannot_pester_people(companies, minori, owner: Person) -> None:
    for number in range(MOST_A_DAY):
        made, _ = invite_member(minori, Invited(f"{number}@x.example", "x"), actor=owner, now=NOW)
        withdraw_invitation(minori, made.id, actor=owner)

    with pytest.raises(TooMany):
        invite_member(minori, KAWABATA, actor=owner, now=NOW)
    assert invite_member(companies.kobato.id, KAWABATA, actor=owner, now=NOW)
    assert invite_member(minori, KAWABATA, actor=owner, now=NOW + timedelta(days=2))


@pytest.mark.parametrize("guess", ["", "x", "\ud800", "あ" * 100])
def test_a_guess_opens_nothing(minori, owner: Person, guess: str) -> None:
    invite_member(minori, KAWABATA, actor=owner, now=NOW)

    with pytest.raises(LinkIsOver):
        join_by(guess, now=NOW)


def test_a_removed_colleague_is_out_and_can_come_back(companies, minori, owner: Person) -> None:
    person = Person.objects.create(name="川端 志津子")
    join(person, companies.minori, "colleague")

    assert remove_member(minori, person.id, actor=owner) is Role.COLLEAGUE
    assert member(person, minori) is None
    give_member_back(minori, person.id, actor=owner)
    give_member_back(minori, person.id, actor=owner)

    assert member(person, minori)
    assert verbs() == ["member.removed", "member.given_back"]
    with pytest.raises(NotThere):
        give_member_back(minori, uuid4(), actor=owner)


def test_the_last_owner_stays(companies, minori, owner: Person) -> None:
    with pytest.raises(LastOwner):
        remove_member(minori, owner.id, actor=owner)
    other = Person.objects.create(name="稲森 恵")
    join(other, companies.minori, "owner")

    assert remove_member(minori, owner.id, actor=other) is Role.OWNER


def test_handing_over_swaps_the_two(companies, minori, owner: Person) -> None:
    person = Person.objects.create(name="川端 志津子")
    join(person, companies.minori, "colleague")

    assert hand_over(minori, owner=owner, to=person.id) == person
    with pytest.raises(NotThere):  # a second tap
        hand_over(minori, owner=owner, to=person.id)

    assert [(one.person, one.role) for one in people_of(minori).members] == [(person, "owner"), (owner, "colleague")]
    assert verbs() == ["member.owner_changed"]


def test_nothing_is_handed_to_somebody_who_is_not_there(companies, minori, owner: Person) -> None:
    stranger = Person.objects.create(name="よその人")
    join(stranger, companies.kobato, "colleague")

    with pytest.raises(NotThere):
        hand_over(minori, owner=owner, to=stranger.id)
    assert [one.role for one in people_of(minori).members] == ["owner"]


def test_an_invitation_belongs_to_one_tenant(companies, minori, owner: Person) -> None:
    invite_member(minori, KAWABATA, actor=owner, now=NOW)

    with across("tests"):
        assert MemberInvitation.objects.get().customer_id == minori
    assert people_of(companies.kobato.id).invited == []
