"""Where the lake is, for the commands that start something, and what to say when it cannot be there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings

VERIFY = "`otasuke lake verify` says what is wrong."


def bind_lake(settings: Settings) -> str:
    """Keep the lake where it is, or make it where the settings say. What keeps it from being reached now; "" if nothing.

    Raises CliError where nothing may be started.
    """
    from otasuke.lake.home import bind

    with plain_lake_errors():
        return bind(lake_of(settings), settings.lake_place, cache_bytes=settings.cache_bytes)


@contextmanager
def plain_lake_errors() -> Iterator[None]:
    """Say in plain words what is wrong with the lake, and what to do."""
    from otasuke.lake.errors import CacheFull, LakeError, NotOurs, StoreUnreachable

    try:
        yield
    except StoreUnreachable as error:
        hint = (
            "AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY name the server and the "
            "credentials; nothing was changed. Events that came in the last hour or wait for it are in the data folder."
        )
        raise CliError(str(error), hint=hint, exit_code=Exit.UNWELL) from error
    except NotOurs as error:
        raise CliError(str(error), hint="docs/how/lake.md tells of lakes in object stores.") from error
    except CacheFull as error:
        raise CliError(str(error), exit_code=Exit.UNWELL) from error
    except (LakeError, OSError) as error:
        raise CliError(str(error), hint=VERIFY, exit_code=Exit.UNWELL) from error


def lake_of(settings: Settings) -> Path:
    """The folder of the lake, or of what of it is on this machine."""
    return settings.data_folder / "lake"


def lake_place(settings: Settings) -> str:
    """The object store where settled events are; "" if they are in the data folder. Raises CliError."""
    from otasuke.lake.storage.binding import read_binding

    with plain_lake_errors():
        binding = read_binding(lake_of(settings))
    return str(binding.place) if binding else ""


def put_back(settings: Settings) -> str:
    """What to do about harmed files of tenants."""
    if not lake_place(settings):
        return "Put the files back from a backup; the others are not affected."
    return (
        "What is in the object store is in no backup of ours: put the objects back from their older versions, if the bucket "
        "keeps versions. Files on this machine are in a backup. The others are not affected."
    )
