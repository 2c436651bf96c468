"""What can go wrong with backups."""

from __future__ import annotations


class BackupError(RuntimeError):
    """What stands in the way, and what to do about it."""

    def __init__(self, what: str, *, to_do: str = "") -> None:
        super().__init__(what)
        self.to_do = to_do
