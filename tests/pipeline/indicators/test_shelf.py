"""Lists on the disk: what was added is there, what was damaged is told, and a failure changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.detect.indicators.lists import BadList
from otasuke.lake.durable import write_durably
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path
from otasuke.pipeline.indicators.shelf import ListShelf, ShelfError
from pipeline.cast import NOW
from pipeline.indicators.shelves import ALLOWED, put, record_of, shelf_in


@pytest.fixture
def shelf(tmp_path: Path) -> ListShelf:
    return shelf_in(tmp_path)


def values(shelf: ListShelf) -> list[str]:
    return sorted(one.value for one in shelf.watchlist().everybody)


def test_before_anything_was_added_there_is_nothing(shelf: ListShelf, tmp_path: Path) -> None:
    assert shelf.catalogue().lists == {}
    assert shelf.watchlist().count == 0
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_is_added_is_looked_for_and_in_the_catalogue(shelf: ListShelf, tmp_path: Path) -> None:
    put(shelf, "feed", b"evil.com\n8.8.8.8\n")
    put(shelf, "feed", b"other.com\n")
    put(shelf, "more", b"third.com\n")

    assert values(shelf) == ["other.com", "third.com"]
    assert shelf.content(shelf.catalogue().lists["feed"]) == b"other.com\n"
    assert len(list((indicators_folder(tmp_path) / "lists").iterdir())) == 2
    assert indicators_folder(tmp_path).stat().st_mode & 0o777 == 0o700


def test_a_list_that_is_removed_is_gone(shelf: ListShelf, tmp_path: Path) -> None:
    put(shelf, "feed", b"evil.com\n")

    with shelf.held():
        shelf.use(shelf.catalogue().without("feed"), {}, allowed=ALLOWED, now=NOW)

    assert values(shelf) == []
    assert list((indicators_folder(tmp_path) / "lists").iterdir()) == []


def test_a_list_that_cannot_be_used_changes_nothing(shelf: ListShelf) -> None:
    put(shelf, "feed", b"evil.com\n")

    with pytest.raises(BadList):
        put(shelf, "feed", b"{")

    assert values(shelf) == ["evil.com"]
    assert shelf.content(shelf.catalogue().lists["feed"]) == b"evil.com\n"


def test_a_watchlist_that_stays_the_same_is_not_written_again(shelf: ListShelf, tmp_path: Path) -> None:
    put(shelf, "feed", b"evil.com\n")
    before = watchlist_path(indicators_folder(tmp_path)).stat().st_ino

    put(shelf, "feed", b"evil.com\n", problem="nothing that counts")

    assert watchlist_path(indicators_folder(tmp_path)).stat().st_ino == before


@pytest.mark.parametrize("data", [None, b"damaged"])
def test_a_watchlist_that_is_gone_or_damaged_is_made_again(shelf: ListShelf, tmp_path: Path, data: bytes) -> None:
    put(shelf, "feed", b"evil.com\n")
    path = watchlist_path(indicators_folder(tmp_path))
    path.unlink() if data is None else write_durably(path, data)
    before = values(shelf)

    with shelf.held():
        shelf.use(shelf.catalogue(), {}, allowed=ALLOWED, now=NOW)

    assert (before, values(shelf)) == ([], ["evil.com"])


def test_a_watchlist_older_than_the_catalogue_is_made_again(shelf: ListShelf, tmp_path: Path) -> None:
    """Between the two the machine fell."""
    put(shelf, "feed", b"evil.com\n")
    record = record_of("more", b"other.com\n")
    write_durably(indicators_folder(tmp_path) / "lists" / record.file, b"other.com\n")
    with shelf.held():
        shelf.note(shelf.catalogue().with_list(record))

        shelf.use(shelf.catalogue(), {}, allowed=ALLOWED, now=NOW)

    assert values(shelf) == ["evil.com", "other.com"]


def test_a_damaged_catalogue_or_content_is_told(shelf: ListShelf, tmp_path: Path) -> None:
    put(shelf, "feed", b"evil.com\n")
    record = shelf.catalogue().lists["feed"]
    content = indicators_folder(tmp_path) / "lists" / record.file

    content.write_bytes(b"other.com\n")
    with pytest.raises(ShelfError, match="the list feed is damaged"):
        shelf.content(record)
    content.unlink()
    with pytest.raises(ShelfError, match="the list feed is gone"):
        shelf.content(record)
    (indicators_folder(tmp_path) / "lists.json").write_bytes(b"{")
    with pytest.raises(ShelfError, match="catalogue of the lists is damaged"):
        shelf.catalogue()
