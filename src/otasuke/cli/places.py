"""The databases of places that a user names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError

if TYPE_CHECKING:
    from otasuke.detect.learn.places import Places


def read_places(paths: Sequence[str]) -> Places | None:
    """Who knows where addresses are; None if no file is named. Raises CliError."""
    from otasuke.pipeline.places import PlaceFiles

    if not paths:
        return None
    files = PlaceFiles([Path(path) for path in paths])
    for fault in files.faults():
        raise CliError(
            str(fault), hint="--places names files such as dbip-country-lite.mmdb; without it, logs alone count."
        )
    return files
