"""The lists of indicators on the disk: their catalogue, their contents, and the watchlist that is made of them.

A change is written in this order: contents, catalogue, watchlist. After a crash the watchlist may be older than the catalogue,
never something else; `build` makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from otasuke.detect.indicators.lists import IndicatorList, read_list
from otasuke.detect.indicators.watchlist import BadWatchlist, Watchlist, version_of
from otasuke.lake.durable import locked, make_folder, write_all_durably, write_durably
from otasuke.pipeline.indicators.building import Builder, Built, Content
from otasuke.pipeline.indicators.catalogue import BadCatalogue, Catalogue, ListRecord, read_catalogue, write_catalogue
from otasuke.pipeline.indicators.places import watchlist_path
from otasuke.pipeline.indicators.watch import open_watchlist

_CATALOGUE, _CONTENTS = "lists.json", "lists"


class ShelfError(Exception):
    """The lists on the disk cannot be used: which one, and why."""


class ListShelf:
    """The folder of indicators. Methods raise ShelfError, OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes the lists. Waits for its turn."""
        if not self._folder.is_dir():
            make_folder(self._folder.parent)
            self._folder.mkdir(mode=0o700, exist_ok=True)
        with locked(self._folder):
            yield

    def catalogue(self) -> Catalogue:
        """The catalogue as it is now; an empty one where nothing was ever added."""
        path = self._folder / _CATALOGUE
        try:
            return read_catalogue(path.read_bytes())
        except FileNotFoundError:
            return Catalogue()
        except BadCatalogue as error:
            raise ShelfError(f"the catalogue of the lists is damaged ({error}): {path}") from error

    def content(self, record: ListRecord) -> bytes:
        """The content of a list."""
        path = self._folder / _CONTENTS / record.file
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise ShelfError(f"the content of the list {record.name} is gone; add it again") from error
        if sha256(data).hexdigest() != record.digest:
            raise ShelfError(f"the content of the list {record.name} is damaged; add it again")
        return data

    def watchlist(self) -> Watchlist:
        """The watchlist in use; an empty one if there is none, or none that is whole."""
        with suppress(FileNotFoundError, BadWatchlist):
            return open_watchlist(watchlist_path(self._folder))
        return Watchlist()

    def note(self, catalogue: Catalogue) -> None:
        """Write down what has nothing to do with what is looked for. Only while it is held."""
        write_durably(self._folder / _CATALOGUE, write_catalogue(catalogue))

    def use(
        self, catalogue: Catalogue, contents: Mapping[ListRecord, Content], *, allowed: bytes, now: datetime
    ) -> Built:
        """Look for what is in this catalogue from now on; `contents` are those that are new. Only while it is held.

        Raises also TooManyIndicators, BadList, BadGuard; then nothing has changed.
        """
        make_folder(self._folder / _CONTENTS)
        write_all_durably([(self._folder / _CONTENTS / one.file, new.data) for one, new in contents.items()])
        found = {one: new.found for one, new in contents.items()}
        before = self.watchlist()
        built = Builder(lambda one: found.get(one) or self._read(one), allowed, before).build(catalogue, now=now)
        self.note(catalogue)
        if version_of(built.data) != before.version:
            write_durably(watchlist_path(self._folder), built.data)
        self._remove_all_but(catalogue)
        return built

    def _read(self, record: ListRecord) -> IndicatorList:
        return read_list(self.content(record), record.name)

    def _remove_all_but(self, catalogue: Catalogue) -> None:
        named = {one.file for one in catalogue.lists.values()}
        for path in (self._folder / _CONTENTS).iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)
