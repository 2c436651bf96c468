"""The table of days until which makers mend their systems: a file beside our rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    from otasuke.detect.learn.support import Support

SUPPORTS = Path(__file__).parents[3] / "rules" / "end-of-support.toml"


def read_supports() -> tuple[Support, ...]:
    """The systems of the table. Raises CliError."""
    from otasuke.detect.learn.support import UnfitSupport, parse_supports

    try:
        return parse_supports(SUPPORTS.read_text(encoding="utf-8"))
    except OSError as error:
        raise CliError(f"cannot read {str(SUPPORTS)!r}: {error.strerror}") from error
    except UnfitSupport as error:
        raise CliError(f"{SUPPORTS}: {error}", exit_code=Exit.BAD_RULES) from error
