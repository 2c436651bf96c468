"""Between password and code."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from otasuke.web.console.halves import half_in, remember_half
from staff_cast import hayase


def asked() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def test_who_gave_his_password_is_remembered_with_the_way_back(database) -> None:
    request, person = asked(), hayase()
    assert half_in(request) is None

    remember_half(request, person, back="/console")

    half = half_in(request)
    assert half
    assert (half.person, half.back) == (person, "/console")


def test_it_is_over_after_a_while(database) -> None:
    request = asked()
    remember_half(request, hayase())
    request.session["staff-half"]["at"] -= 16 * 60

    assert half_in(request) is None


def test_a_changed_password_ends_it_and_so_does_leaving(database) -> None:
    request, person = asked(), hayase()
    remember_half(request, person)
    person.is_active = False
    person.save()
    assert half_in(request) is None

    person.is_active = True
    person.set_password("another")
    person.save()
    assert half_in(request) is None
