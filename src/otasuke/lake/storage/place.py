"""`s3://bucket/prefix`: where in an object store a lake is. Credentials and endpoint are no part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*")
_SCHEME = "s3://"


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, and what the names of all objects in it begin with."""

    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{_SCHEME}{self.bucket}{'/' if self.prefix else ''}{self.prefix}"


def parse_place(url: str) -> Place:
    """The place that a URL names. Raises ValueError, which says why not and never quotes it: there may be a password in it."""
    if not url.startswith(_SCHEME):
        raise ValueError("is no s3://BUCKET/PREFIX")
    bucket, _, prefix = url.removeprefix(_SCHEME).partition("/")
    if "@" in bucket or ":" in bucket:
        raise ValueError(
            "has more than a bucket and a prefix: credentials go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
            "the server into AWS_ENDPOINT_URL"
        )
    if not _BUCKET.fullmatch(bucket):
        raise ValueError("names no bucket: 3 to 63 small letters, digits, dots and hyphens")
    prefix = prefix.removesuffix("/")
    if prefix and (not _PREFIX.fullmatch(prefix) or any(not part.strip(".") for part in prefix.split("/"))):
        raise ValueError("has a prefix with other characters than letters, digits and . _ - = between slashes")
    return Place(bucket, prefix)
