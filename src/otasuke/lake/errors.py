"""What can go wrong in the lake."""

from __future__ import annotations


class LakeError(RuntimeError):
    """The base of the lake's errors."""


class Overtaken(LakeError):
    """Somebody else changed the manifest in a way that makes this change wrong; it was not made."""

    def __init__(self, what: str) -> None:
        super().__init__(f"somebody else was faster: {what}")


class BrokenManifest(LakeError):
    """A manifest that cannot be read; its files are still there."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class BrokenFile(LakeError):
    """A file that a manifest names and that is not as it was written."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class FileGone(LakeError):
    """A file that a manifest named is no longer there."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"{path}: is gone. Either reading took longer than an hour: read again. "
            "Or it was deleted by hand: `otasuke lake verify` says so"
        )
