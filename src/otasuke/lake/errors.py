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
