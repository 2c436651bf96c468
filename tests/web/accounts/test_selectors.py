"""Who has a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.web.accounts.invitations import LIVES_FOR, invite_to
from otasuke.web.accounts.models import Firm
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.selectors import Entry, firms_with_people
from staff_cast import employ, give_phone, hayase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_provider_comes_first_and_a_person_has_all_his_roles_in_one_line(database) -> None:
    partner = Firm.objects.create(kind="partner", name="あさひ電設")
    invite_to(partner, "sato@asahi.example", name="佐藤 剛", role=Role.TECHNICIAN, actor=None, now=NOW)
    person = hayase("manager")
    employ(person, "desk")

    firms = firms_with_people(now=NOW)

    assert [one.firm.kind for one in firms] == ["provider", "partner"]
    assert [[post.role for post in his.posts] for his in firms[0].people] == [["desk", "manager"]]


def test_how_far_somebody_has_come(database) -> None:
    person = hayase("manager")
    assert [his.entry for his in firms_with_people(now=NOW)[0].people] == [Entry.OUT]
    invite_to(person.posts.get().firm, person.email, name="x", role=Role.MANAGER, actor=None, now=NOW)
    (invited,) = firms_with_people(now=NOW)[0].people
    (over,) = firms_with_people(now=NOW + LIVES_FOR + timedelta(seconds=1))[0].people
    give_phone(person)
    (inside,) = firms_with_people(now=NOW)[0].people

    assert (invited.entry, invited.invited_until) == (Entry.INVITED, NOW + LIVES_FOR)
    assert (over.entry, over.invited_until) == (Entry.OUT, None)
    assert (inside.entry, inside.invited_until) == (Entry.IN, NOW + LIVES_FOR)


def test_a_firm_without_people_is_not_listed(database) -> None:
    Firm.objects.create(kind="insurer", name="みらい損保")

    assert firms_with_people(now=NOW) == []
