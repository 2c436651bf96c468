"""Whom Django's connection signs in as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from otasuke.web.project.database import Login


@contextmanager
def signed_in(login: Login) -> Iterator[None]:
    """Let Django's connection sign in with another login."""
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(
        NAME=login.name, HOST=login.host, PORT=login.port, USER=login.user, PASSWORD=login.password
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
