"""What would be deleted if events were kept for a shorter time."""

from __future__ import annotations

from datetime import date

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import lake_of, plain_lake_errors
from otasuke.config import Settings
from otasuke.lake.manifest import read_manifest


def check_losses(settings: Settings, tenant: str, since: date) -> None:
    """Raises CliError with what there is of the tenant from before a day: nobody should delete it by a slip of the pen."""
    with plain_lake_errors():
        old = [file for file in read_manifest(lake_of(settings), tenant).files if file.day < since]
    if old:
        events, first = sum(file.rows for file in old), min(file.day for file in old)
        raise CliError(
            f"{events:,} {'event' if events == 1 else 'events'} of {tenant} from before {since} would be deleted, the oldest of {first}",
            hint="No undo brings them back. If that is meant, say --delete.",
            exit_code=Exit.USAGE,
        )
