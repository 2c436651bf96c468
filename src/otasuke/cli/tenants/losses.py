"""What would be deleted if events were kept for a shorter time."""

from __future__ import annotations

from datetime import date

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import lake_of
from otasuke.config import Settings
from otasuke.lake.errors import LakeError
from otasuke.lake.manifest import read_manifest


def check_losses(settings: Settings, tenant: str, since: date) -> None:
    """Raises CliError with what there is of the tenant from before a day: nobody should delete it by a slip of the pen."""
    try:
        old = [file for file in read_manifest(lake_of(settings), tenant).files if file.day < since]
    except (LakeError, OSError) as error:
        raise CliError(str(error), hint="Until that is mended, nobody knows what would be deleted.") from error
    if old:
        events, first = sum(file.rows for file in old), min(file.day for file in old)
        raise CliError(
            f"{events:,} {'event' if events == 1 else 'events'} of {tenant} from before {since} would be deleted, the oldest of {first}",
            hint="No undo brings them back. If that is meant, say --delete.",
            exit_code=Exit.USAGE,
        )
