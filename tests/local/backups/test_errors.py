"""Twin of `otasuke.local.backups.errors`."""

from __future__ import annotations

from otasuke.local.backups.errors import BackupError


def test_an_error_says_what_to_do() -> None:
    error = BackupError("the disk is full", to_do="Make room.")

    assert (str(error), error.to_do) == ("the disk is full", "Make room.")
