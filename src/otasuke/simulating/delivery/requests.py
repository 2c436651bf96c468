"""How a body is asked to be taken, and what an answer to it means."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson
import zstandard

from otasuke.simulating.delivery.client import Answer
from otasuke.simulating.feed import Body, Door

_TARGETS = {
    Door.BULK: "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status",
    Door.LINES: "/v1/events",
}
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_WORDS = 300


class Compression(StrEnum):
    """How bodies are compressed on the wire."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; the same each time it is sent again."""

    target: str
    headers: Mapping[str, str]
    data: bytes


class Outcome(StrEnum):
    """What an answer means for the body."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


def request_for(body: Body, token: str, compression: Compression = Compression.NONE) -> Request:
    """The request that hands over a body."""
    headers = {"Content-Type": "application/x-ndjson", "Authorization": _authorization(body.door, token)}
    if compression is not Compression.NONE:
        headers["Content-Encoding"] = compression.value
    return Request(_TARGETS[body.door], headers, _compressed(body.data, compression))


def outcome_of(answer: Answer, door: Door) -> tuple[Outcome, Counter[int]]:
    """What became of a body; of a bulk that was taken also the records that were not, by status."""
    if answer.status in _AGAIN:
        return Outcome.LATER, Counter()
    if not 200 <= answer.status < 300:
        return Outcome.NEVER, Counter()
    faults = (
        _item_faults(answer.body) if door is Door.BULK and b'"errors":true' in answer.body[:1024] else Counter[int]()
    )
    # All of it again: the gateway knows what it has already.
    return (Outcome.LATER, Counter()) if _AGAIN.intersection(faults) else (Outcome.TAKEN, faults)


def words_of(answer: Answer) -> str:
    """What the server says, cut short."""
    return answer.body[:_WORDS].decode("utf-8", "replace")


def _item_faults(body: bytes) -> Counter[int]:
    try:
        items = orjson.loads(body)["items"]
        statuses = [next(iter(item.values()))["status"] for item in items]
        return Counter(status for status in statuses if status >= 400)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, StopIteration):
        return Counter({502: 1})


def _authorization(door: Door, token: str) -> str:
    """Beats send an API key, `id:key` in base64; the token is the key."""
    return f"ApiKey {b64encode(f'otasuke:{token}'.encode()).decode()}" if door is Door.BULK else f"Bearer {token}"


def _compressed(data: bytes, compression: Compression) -> bytes:
    match compression:
        case Compression.GZIP:
            return gzip.compress(data, compresslevel=1, mtime=0)
        case Compression.ZSTD:
            return zstandard.ZstdCompressor(level=1).compress(data)
        case Compression.NONE:
            return data
