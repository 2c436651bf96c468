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


class StoreUnreachable(LakeError):
    """The object store does not answer, or refuses. What was asked of it may have been done, or may still be."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason = reason


class NotOurs(LakeError):
    """The lake in the object store cannot be used by this data folder."""


class CacheFull(LakeError):
    """Files that are in use at once take more room than copies of the object store's files may."""

    def __init__(self, folder: object, most_bytes: int) -> None:
        super().__init__(
            f"what is asked for needs more than {most_bytes >> 30} GB of files at once in {folder}: "
            "name fewer tenants or a shorter time, or set OTASUKE_LAKE_CACHE_GB higher"
        )
