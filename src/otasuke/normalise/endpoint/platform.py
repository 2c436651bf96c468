"""Which operating system a path is from, for endpoint logs that do not say."""

from __future__ import annotations

from collections.abc import Iterable

_MAC_ROOTS = ("/Applications/", "/System/", "/Library/", "/Users/", "/Volumes/", "/private/", "/opt/homebrew/")


def platform_of_path(path: str) -> str:
    """`macos` or `linux` for a path from the root, `windows` for every other; Linux unless the folder is Apple's."""
    if not path.startswith("/"):
        return "windows"
    return "macos" if path.startswith(_MAC_ROOTS) else "linux"


def platform_named(name: str, paths: Iterable[str]) -> str:
    """The platform that the name says (`Windows10`, `ubuntu`, `darwin`), else that of the first path, else Windows."""
    name = name.lower()
    if name.startswith("windows"):
        return "windows"
    if name.startswith(("mac", "darwin", "osx")):
        return "macos"
    if name:
        return "linux"
    return platform_of_path(next((path for path in paths if path), ""))
