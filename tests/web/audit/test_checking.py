"""Checking chains from within the web."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection

from otasuke.web.audit.checking import MOST_FAULTS, PROVIDER, check, write
from otasuke.web.audit.exported import broken_in
from otasuke.web.audit.services import record
from otasuke.web.tenancy.scope import across


@pytest.fixture
def written(companies) -> None:
    with across("tests"):
        for _ in range(3):
            record("staff.signed_in", actor=None)
        for company in (companies.minori, companies.kobato):
            for _ in range(2):
                record("customer.seen", actor=None, customer=company.id)


def as_owner(statement: str, *values: object) -> None:
    """What only one who has the whole server can do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute(statement, values)


def test_whole_chains_are_whole(written, companies) -> None:
    with across("tests"):
        all_of_them, ours, one = check(), check(PROVIDER), check(str(companies.minori.id))

    assert (all_of_them.lines, len(all_of_them.ends), all_of_them.faults) == (7, 3, [])
    assert (ours.lines, [end[:2] for end in ours.ends], ours.faults) == (3, [(PROVIDER, 3)], [])
    assert (one.lines, [end[:2] for end in one.ends], one.faults) == (2, [(str(companies.minori.id), 2)], [])


def test_an_export_verifies_itself(written, companies) -> None:
    for chain in (None, PROVIDER, str(companies.kobato.id)):
        file = BytesIO()
        with across("tests"):
            write(chain, file)

        lines = file.getvalue().splitlines()
        assert not list(broken_in(lines))
        assert list(broken_in(lines[1:]))


def test_what_is_not_there_is_nothing(database) -> None:
    with across("tests"):
        assert check() == check(PROVIDER)
    assert check(PROVIDER).ends == []


def test_faults_are_not_listed_without_end() -> None:
    assert MOST_FAULTS == 100
