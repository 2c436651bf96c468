"""Every address of the console, for everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from addresses import ADDRESSES, Kind
from otasuke.web.accounts.models import Firm, Person, Post, StaffSession
from otasuke.web.accounts.policy import OF_FIRMS, Role
from otasuke.web.console.urls import urlpatterns
from portal_cast import browser_of, signed_in
from staff_cast import browser_of_staff, employ, give_password, give_phone, hayase
from stream_closing import leave

POSTED = {name for name, address in ADDRESSES.items() if address.kind is Kind.ACT}
NAMES = [one.name for one in urlpatterns if str(one.name).startswith("console") and "<" not in str(one.pattern)]


def ask(client: Client, name: str) -> int | str:
    """The status of a page, or where it leads."""
    answer = client.post(reverse(name)) if name in POSTED else client.get(reverse(name))
    leave(answer)
    return answer.headers.get("Location") or answer.status_code


def met(client: Client) -> set[int | str]:
    """Where all addresses lead, or their statuses."""
    return {str(found).partition("?")[0] if isinstance(found := ask(client, name), str) else found for name in NAMES}


@pytest.mark.parametrize("role", [Role(role) for role in Post.Role.values])
def test_who_may_comes_in_and_others_find_nothing(database, role: Role) -> None:
    person = hayase("analyst")
    client = browser_of_staff(person)
    kind = next(kind for kind, roles in OF_FIRMS.items() if role in roles)
    person.posts.update(role=role, firm=Firm.objects.get_or_create(kind=kind, name="なにわ見守り舎")[0])

    shut = {name for name in NAMES if ask(client, name) == 404}

    signed = {"console-give-back", "console-join-back"}  # posted without its signed words nobody finds anything
    assert shut - signed == {name for name in NAMES if role not in ADDRESSES[name].door.roles} - signed


def test_a_stranger_is_led_to_the_door(database) -> None:
    assert met(Client()) == {"/staff/enter"}


@pytest.mark.parametrize("role", ["owner", "colleague"])
def test_a_customer_finds_nothing(companies, role: str) -> None:
    assert met(signed_in(companies.minori, role)) == {404}


def test_staff_who_came_by_a_mailed_link_are_led_to_the_door(database) -> None:
    assert met(browser_of(hayase("manager"))) == {"/staff/enter"}


def test_a_password_alone_opens_nothing(database) -> None:
    person, client = hayase("manager"), Client()
    give_phone(person)

    assert give_password(client) == "/staff/code"
    assert met(client) == {"/staff/enter"}


def test_before_the_phone_is_registered_nothing_is_seen(database) -> None:
    client = Client()
    hayase("manager")

    assert give_password(client) == "/staff/phone"
    assert met(client) == {"/staff/enter"}


@pytest.mark.parametrize("kind", [Firm.Kind.PARTNER, Firm.Kind.INSURER, Firm.Kind.EXAMINER])
def test_a_manager_of_another_firm_is_no_staff(database, kind: Firm.Kind) -> None:
    outsider = Person.objects.create(name="よその人")
    employ(outsider, "manager", kind)

    assert ask(browser_of(outsider), "console-companies") == 404


def test_a_session_ends_after_a_shift_however_much_is_done(database) -> None:
    client = browser_of_staff(hayase())
    session = StaffSession.objects.get()
    StaffSession.objects.update(made_at=session.made_at.replace(year=session.made_at.year - 1))

    assert ask(client, "console") == "/staff/enter?next=%2Fconsole"


def test_who_leaves_the_firm_is_out_at_once(database) -> None:
    person = hayase()
    client = browser_of_staff(person)
    person.posts.all().delete()

    assert ask(client, "console") == 404
