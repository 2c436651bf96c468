"""Where indicators are in the data folder."""

from __future__ import annotations

from pathlib import Path

FOLDER = "indicators"
_WATCHLIST = "watchlist"


def indicators_folder(data: Path) -> Path:
    """The folder of all that has to do with them."""
    return data / FOLDER


def watchlist_path(folder: Path) -> Path:
    """The watchlist that is in use."""
    return folder / _WATCHLIST
