"""The lists that the service uses, for the commands: in plain words when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.pipeline.indicators.shelf import ListShelf


def shelf_of(settings: Settings) -> ListShelf:
    """The lists of a data folder."""
    from otasuke.pipeline.indicators.places import indicators_folder
    from otasuke.pipeline.indicators.shelf import ListShelf

    return ListShelf(indicators_folder(settings.data_folder))


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say in plain words what is wrong, and what to do."""
    from otasuke.detect.indicators.guard import BadGuard
    from otasuke.detect.indicators.lists import BadList
    from otasuke.pipeline.indicators.building import TooManyIndicators
    from otasuke.pipeline.indicators.shelf import ShelfError

    try:
        yield
    except PermissionError as error:
        hint = "Ask as the user that runs the service."
        raise CliError(f"{error.filename} is not for you", hint=hint, exit_code=Exit.UNWELL) from error
    except TooManyIndicators as error:
        hint = "Nothing was changed. `otasuke indicators list` says which lists there are."
        raise CliError(f"all lists together have too many indicators: {error}", hint=hint) from error
    except (BadList, BadGuard) as error:
        raise CliError(f"a list cannot be used any more: {error}", hint="Nothing was changed.") from error
    except (ShelfError, OSError) as error:
        raise CliError(str(error), hint="Nothing was changed.", exit_code=Exit.UNWELL) from error
