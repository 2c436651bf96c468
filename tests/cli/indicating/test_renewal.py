"""`otasuke indicators renew`: lists are fetched again, and the watchlist is made of what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.indicating import renewal
from otasuke.cli.main import main
from otasuke.lake.durable import write_durably
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path
from pipeline.indicators.server import ListServer, list_server
from pipeline.indicators.shelves import put, shelf_in


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ListServer]:
    monkeypatch.setattr(renewal.os, "nice", lambda _: 0)
    with list_server(monkeypatch, tmp_path) as running:
        yield running


def renew(data: Path, *words: str) -> int:
    return main(["indicators", "renew", *words, "--data", str(data)])


def values(data: Path) -> list[str]:
    return sorted(one.value for one in shelf_in(data).watchlist().everybody)


def add(data: Path, url: str, content: bytes = b"evil.com\n", **more: object) -> None:
    put(shelf_in(data), "feed", content, url=url, every_s=3600, is_inside=True, **more)


def test_lists_are_renewed(server: ListServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(tmp_path, server.gives("/a", "new.com\n"))
    put(shelf_in(tmp_path), "block", b"play.com\n")

    assert renew(tmp_path) == Exit.OK
    assert renew(tmp_path, "feed") == Exit.OK

    assert capsys.readouterr().out.splitlines() == ["feed: 1 indicators", "feed: 1 indicators, as before"]
    assert values(tmp_path) == ["new.com", "play.com"]


def test_only_those_are_renewed_whose_time_has_come(server: ListServer, tmp_path: Path) -> None:
    add(tmp_path, server.gives("/a", "new.com\n"))

    assert renew(tmp_path, "--due") == Exit.OK
    assert renew(tmp_path, "--due") == Exit.OK

    assert len(server.asked) == 1


def test_a_list_that_is_much_smaller_is_kept_until_somebody_says_that_it_is_right(
    server: ListServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(tmp_path, server.gives("/a", "new.com\n"), b"a.com\nb.com\nc.com\n")

    assert renew(tmp_path) == Exit.UNWELL
    assert values(tmp_path) == ["a.com", "b.com", "c.com"]
    assert "not renewed: what was fetched has 1 indicators, less than half" in capsys.readouterr().out
    assert shelf_in(tmp_path).catalogue().lists["feed"].failures == 1
    assert renew(tmp_path, "feed", "--force") == Exit.OK
    assert values(tmp_path) == ["new.com"]
    assert shelf_in(tmp_path).catalogue().lists["feed"].problem == ""


def test_a_list_that_is_changed_meanwhile_is_left_as_it_is_then(
    server: ListServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from otasuke.pipeline.indicators import renewing

    add(tmp_path, server.gives("/a", "new.com\n"))
    fetch = renewing.fetch

    def slow(*args: object, **more: object) -> object:
        found = fetch(*args, **more)  # type: ignore[arg-type]
        add(tmp_path, server.url + "/b", b"other.com\n")
        return found

    monkeypatch.setattr(renewing, "fetch", slow)

    assert renew(tmp_path) == Exit.OK
    assert values(tmp_path) == ["other.com"]


def test_a_damaged_watchlist_is_made_again(server: ListServer, tmp_path: Path) -> None:
    put(shelf_in(tmp_path), "block", b"play.com\n")
    write_durably(watchlist_path(indicators_folder(tmp_path)), b"damaged")

    assert renew(tmp_path) == Exit.OK
    assert values(tmp_path) == ["play.com"]


def test_a_list_of_a_file_or_of_no_name_is_a_usage_error(
    server: ListServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(shelf_in(tmp_path), "block", b"play.com\n")

    assert renew(tmp_path, "block") == Exit.USAGE
    assert renew(tmp_path, "gone") == Exit.USAGE
    assert "block comes from a file" in capsys.readouterr().err
