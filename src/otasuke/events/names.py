"""Names of tenants and batches: they become folders, subjects and headers, so little is allowed in them."""

from __future__ import annotations

import re

_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_BATCH = re.compile(r"[!-~]{1,200}")


class BadName(ValueError):
    """A name that cannot be used: what it should name, the name, and what is allowed."""

    def __init__(self, kind: str, name: str, allowed: str) -> None:
        super().__init__(f"{name!r} is no name of a {kind}: {allowed}")
        self.name = name


def check_tenant(name: str) -> str:
    """The name. Raises BadName."""
    if not _TENANT.fullmatch(name):
        raise BadName("tenant", name, "lower-case letters, digits and hyphens, 64 at most")
    return name


def check_batch(name: str) -> str:
    """The name. Raises BadName."""
    if not _BATCH.fullmatch(name):
        raise BadName("batch", name, "signs of ASCII without spaces, 200 at most")
    return name
