"""Logins, and a database that is prepared again and again."""

from __future__ import annotations

import psycopg
import pytest

from otasuke.web.project.database import Logins, logins, prepare_roles, read_login


@pytest.mark.parametrize(
    ("text", "host", "name"),
    [
        ("postgresql://otasuke:s%40cret@/postgres?host=%2Fdata%2Fsockets", "/data/sockets", "postgres"),
        ("postgresql://admin:s%40cret@db.example:6432/service", "db.example", "service"),
        ("host=/data/sockets dbname=postgres user=otasuke password=s@cret", "/data/sockets", "postgres"),
    ],
)
def test_a_login_is_read_from_a_url_or_words(text: str, host: str, name: str) -> None:
    login = read_login(text)

    assert (login.host, login.name, login.password) == (host, name, "s@cret")
    assert read_login(login.conninfo) == login


def test_the_three_logins_differ_in_who_and_where() -> None:
    chosen = logins("postgresql://otasuke:a@/postgres?host=/s", owner_password="o", member_password="m")

    assert [(one.user, one.name, one.password) for one in (chosen.administrator, chosen.owner, chosen.member)] == [
        ("otasuke", "postgres", "a"),
        ("otasuke_owner", "otasuke", "o"),
        ("otasuke_app", "otasuke", "m"),
    ]


def test_preparing_again_changes_nothing_but_a_new_password(web_logins: Logins) -> None:
    prepare_roles(web_logins)

    with psycopg.connect(web_logins.member.conninfo) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("otasuke_app",)
