"""Ending what somebody does."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from otasuke.web.accounts.invitations import invite_to
from otasuke.web.accounts.models import Firm, Invitation, Person, Post, StaffSession
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.posts import EndedPost, LastManager, NoSuchPost, end_post, give_back, is_last_manager
from staff_cast import browser_of_staff, employ, hayase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def manager(database) -> Person:
    person = Person.objects.create(name="山際 涼")
    employ(person, "manager")
    return person


def test_an_ended_post_signs_out_at_once_and_ends_open_invitations(manager: Person) -> None:
    person = hayase("desk")
    client = browser_of_staff(person)
    invite_to(Firm.objects.get(), person.email, name="x", role=Role.CLERK, actor=manager, now=NOW)

    end_post(person.posts.get(role="desk").id, actor=manager)

    assert client.get("/console").status_code == 302
    assert not StaffSession.objects.exists()
    assert not Invitation.objects.exists()
    assert [post.role for post in person.posts.all()] == ["clerk"]


def test_it_can_be_given_back_once_and_leaves_lines(manager: Person, verbs) -> None:
    ended = end_post(hayase("desk").posts.get().id, actor=manager)

    give_back(ended, actor=manager)
    person = give_back(ended, actor=manager)

    assert [post.role for post in person.posts.all()] == ["desk"]
    assert verbs() == ["post.ended", "post.given_back"]


def test_the_last_manager_stays(manager: Person) -> None:
    post = manager.posts.get()

    with pytest.raises(LastManager):
        end_post(post.id, actor=manager)
    other = hayase("manager")
    end_post(post.id, actor=other)

    assert is_last_manager(other.posts.get())


def test_a_manager_who_may_not_sign_in_does_not_count(manager: Person) -> None:
    other = hayase("manager")
    Person.objects.filter(id=other.id).update(is_active=False)

    with pytest.raises(LastManager):
        end_post(manager.posts.get().id, actor=manager)


def test_another_role_of_the_last_manager_may_end(manager: Person) -> None:
    employ(manager, "desk")

    end_post(manager.posts.get(role="desk").id, actor=manager)

    assert manager.posts.get().role == "manager"


def test_what_is_not_there_is_said(manager: Person) -> None:
    with pytest.raises(NoSuchPost):
        end_post(uuid4(), actor=manager)
    with pytest.raises(NoSuchPost):
        give_back(EndedPost(manager.id, uuid4(), Role.DESK), actor=manager)
    with pytest.raises(NoSuchPost):
        give_back(EndedPost(uuid4(), Firm.objects.get().id, Role.DESK), actor=manager)


def test_a_stranger_at_the_door_has_no_post(database) -> None:
    assert Client().get("/console").status_code == 302
    assert not Post.objects.exists()
