"""Fetching a list: only if it has changed, and within limits of size and time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import urljoin

from otasuke import __version__
from otasuke.detect.indicators.lists import LARGEST_BYTES
from otasuke.pipeline.indicators.reaching import CannotFetch, Target, connection_to, parse_target

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _NOT_MODIFIED = 200, 304
_CHUNK_BYTES = 1 << 18
_LONGEST_TAG = 500
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a server may send, how long it may be silent, and how long all of it may take."""

    size_bytes: int = LARGEST_BYTES
    silent_s: float = 30.0
    whole_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent, and by what it knows next time whether that has changed."""

    data: bytes
    etag: str = ""
    modified: str = ""


def fetch(
    url: str, *, etag: str = "", modified: str = "", is_inside: bool = False, limits: Limits = Limits()
) -> Fetched | None:
    """What is there; None if it has not changed since `etag` and `modified` were told. Raises CannotFetch."""
    headers = {"User-Agent": f"otasuke/{__version__}", "Accept": "*/*", "Accept-Encoding": "gzip"}
    headers |= {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
    until = monotonic() + limits.whole_s
    for _ in range(_MOST_REDIRECTS + 1):
        found = _ask(url, headers, is_inside=is_inside, limits=limits, until=until)
        if not isinstance(found, str):
            return found
        url = urljoin(url, found)
    raise CannotFetch(f"the server sends from one address to another, more than {_MOST_REDIRECTS} times")


def _ask(url: str, headers: dict[str, str], *, is_inside: bool, limits: Limits, until: float) -> Fetched | str | None:
    """What is there, None, or where to ask instead."""
    target = parse_target(url)
    connection = connection_to(target, is_inside=is_inside, timeout_s=_left(until, limits))
    try:
        connection.request("GET", target.path, headers=headers)
        with connection.getresponse() as response:
            return _answer(response, target, limits=limits, until=until)
    except TimeoutError as error:
        raise CannotFetch(f"{target.host} was silent for too long") from error
    except (OSError, HTTPException, zlib.error) as error:
        raise CannotFetch(f"{target.host} cannot be asked: {_words(error)}") from error
    finally:
        connection.close()


def _answer(response: HTTPResponse, target: Target, *, limits: Limits, until: float) -> Fetched | str | None:
    if response.status == _NOT_MODIFIED:
        return None
    if response.status in _REDIRECTS and (place := response.getheader("Location")):
        return place
    if response.status != _OK:
        raise CannotFetch(f"{target.host} answers with status {response.status}")
    data = b"".join(_content(response, limits, until))
    return Fetched(data, _tag(response, "ETag"), _tag(response, "Last-Modified"))


def _content(response: HTTPResponse, limits: Limits, until: float) -> Iterator[bytes]:
    """The parts of what a server sends, unpacked. Raises CannotFetch as soon as it is too much."""
    encoding = (response.getheader("Content-Encoding") or "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise CannotFetch("the list is packed in a way that was not asked for")
    unpack = None if encoding == "identity" else zlib.decompressobj(_GZIP)
    size = 0
    while part := response.read1(_CHUNK_BYTES):
        _left(until, limits)
        # Of what is packed only as much is unpacked as may be there.
        plain = unpack.decompress(part, limits.size_bytes + 1) if unpack else part
        size += len(plain)
        if size > limits.size_bytes:
            raise CannotFetch(f"the list is larger than {limits.size_bytes:,} bytes")
        yield plain
    if response.length:
        raise CannotFetch("the connection broke off in the middle of the list")
    if unpack and (unpack.unused_data or not unpack.eof):
        raise CannotFetch("the list is packed, and ends too early or not at all")


def _left(until: float, limits: Limits) -> float:
    """How long the server may be silent now."""
    left = until - monotonic()
    if left <= 0:
        raise CannotFetch(f"the list did not come within {limits.whole_s:.0f} s")
    return min(left, limits.silent_s)


def _tag(response: HTTPResponse, name: str) -> str:
    value = response.getheader(name) or ""
    return value if len(value) <= _LONGEST_TAG and value.isascii() and value.isprintable() else ""


def _words(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
