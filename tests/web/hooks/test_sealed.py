"""Secrets of endpoints in the database."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.hooks.models import Endpoint
from otasuke.web.hooks.sealed import old_secret_of, sealed_for, secret_of
from otasuke.web.hooks.services import add_endpoint, change_secret
from otasuke.web.seals.sealing import CannotUnseal
from otasuke.web.tenancy.scope import across

URL = "https://hooks.example/"


@pytest.fixture
def person(database) -> Person:
    return Person.objects.create(name="早瀬 遥")


def rows() -> str:
    """The table as a stolen copy shows it."""
    with across("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(hooks_endpoint::text, ' ') FROM hooks_endpoint")
        return str(cursor.fetchone()[0])


def test_a_copy_of_the_table_has_no_secret(person: Person) -> None:
    first = add_endpoint(URL, ["customer.opened"], customer=None, actor=person)
    changed = change_secret(first.id, actor=person, now=timezone.now())

    assert secret_of(first).startswith("whsec_")
    assert old_secret_of(changed) == secret_of(first)
    assert "whsec_" not in rows()


def test_a_secret_that_was_copied_to_another_endpoint_signs_nothing(person: Person) -> None:
    first, second = (add_endpoint(URL, ["customer.opened"], customer=None, actor=person) for _ in range(2))
    second.secret = first.secret

    with pytest.raises(CannotUnseal):
        secret_of(second)
    assert sealed_for(first.id, "x") != sealed_for(first.id, "x")


def test_those_of_before_are_sealed_and_can_be_opened_again(person: Person) -> None:
    migration = import_module("otasuke.web.hooks.migrations.0002_seal_secrets")
    made = add_endpoint(URL, ["customer.opened"], customer=None, actor=person)
    with across("tests"):
        Endpoint.objects.update(secret="whsec_old", old_secret="")

    migration.close(apps, None)
    sealed = rows()
    migration.close(apps, None)

    assert rows() == sealed
    assert "whsec_old" not in sealed
    with across("tests"):
        made.refresh_from_db()
    assert (secret_of(made), made.old_secret) == ("whsec_old", "")
    migration.open_again(apps, None)
    assert "whsec_old" in rows()
