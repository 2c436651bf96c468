"""The roles, as PostgreSQL has them."""

from __future__ import annotations

from django.db import connection

from otasuke.web.tenancy.roles import MEMBER, OWNER, STAFF


def test_no_role_is_above_the_policies(database) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles "
            "WHERE rolname LIKE 'otasuke\\_%'"
        )
        assert dict(cursor.fetchall()) == {MEMBER: False, OWNER: False, STAFF: False}
