"""Processes beside the web: they wait for the tables, and say each line once."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from otasuke.web.jobs import beginning
from otasuke.web.jobs.beginning import log_to_stderr, wait_for_tables


def test_where_the_tables_are_it_begins(web_connection: None, caplog: pytest.LogCaptureFixture) -> None:
    wait_for_tables()

    assert caplog.messages == []


def test_what_it_waits_for_is_said_once_in_words(
    web_connection: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([False, False, False, True])
    monkeypatch.setattr(beginning, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(beginning, "_has_tables", lambda: next(answers))

    wait_for_tables()

    assert caplog.messages == ["waits until the web has made its tables, or brought them to this version"]


def test_it_does_not_begin_on_tables_of_another_version(database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_MIGRATED_WITHIN_S", 0.0)
    monkeypatch.setattr(beginning, "_has_tables", lambda: False)

    with pytest.raises(OperationalError, match="of another version"):
        wait_for_tables()


def test_tables_that_are_missing_are_seen(web_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")

    assert not beginning._has_tables()
    connection.close()


@pytest.fixture
def loggers() -> Iterator[tuple[logging.Logger, logging.Logger]]:
    """The root and that of the web, which are afterwards as they were."""
    both = (logging.getLogger(), logging.getLogger("otasuke.web"))
    before = [(one, list(one.handlers), one.level) for one in both]
    yield both
    for one, handlers, level in before:
        one.handlers[:] = handlers
        one.setLevel(level)


def test_a_line_is_said_once(
    loggers: tuple[logging.Logger, logging.Logger], capsys: pytest.CaptureFixture[str]
) -> None:
    root, web = loggers
    root.handlers.clear()
    web.addHandler(logging.StreamHandler())  # as Django does by the settings
    web.setLevel(logging.INFO)

    log_to_stderr()
    logging.getLogger("otasuke.web.alerts").info("a line of ours")
    logging.getLogger("nats").info("a small thing of others")

    said = capsys.readouterr().err
    assert said.count("a line of ours") == 1
    assert "others" not in said
