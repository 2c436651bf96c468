"""The two doors."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from otasuke.web.accounts.links import new_link
from otasuke.web.accounts.models import MemberSession, Person, StaffSession
from portal_cast import join
from staff_cast import browser_of_staff, hayase


def by_link(client: Client, person: Person) -> None:
    made = new_link(person.email, now=timezone.now())
    assert made
    client.post(f"/enter/{made[1]}")


def test_who_came_by_the_door_of_staff_is_no_member_until_he_comes_by_a_mailed_link(companies) -> None:
    person = hayase("manager")
    join(person, companies.minori, "owner")
    client = browser_of_staff(person)

    assert client.get("/contract").headers["Location"] == "/enter?next=/contract"
    assert client.get("/console").status_code == 200
    by_link(client, person)

    assert client.get("/contract").status_code == 200
    assert str(client.get("/console").headers["Location"]).startswith("/staff/enter")


def test_a_session_of_before_is_gone_when_somebody_comes_in(companies) -> None:
    person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    client = Client()
    client.get("/enter")
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key

    by_link(client, person)

    assert client.session.session_key != before
    assert "planted" not in client.session
    assert MemberSession.objects.get().key == client.session.session_key


def test_staff_have_a_session_of_staff_alone(database) -> None:
    client = browser_of_staff(hayase())

    assert StaffSession.objects.get().key == client.session.session_key
    assert not MemberSession.objects.exists()
