"""The process of background jobs waits for the tables."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from otasuke.web.project import working
from otasuke.web.project.working import wait_for_tables


def test_where_the_tables_are_it_begins(web_connection: None) -> None:
    wait_for_tables()


def test_it_does_not_begin_on_tables_of_another_version(database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_MIGRATED_WITHIN_S", 0.0)
    monkeypatch.setattr(working, "_has_tables", lambda: False)

    with pytest.raises(OperationalError, match="of another version"):
        wait_for_tables()


def test_tables_that_are_missing_are_seen(web_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")

    assert not working._has_tables()
    connection.close()
