"""The audit log as a file that proves itself: a JSON object a line, and at the end of each chain where it ends. Pure.

Who has the last digest of a chain, on paper perhaps, knows later that nothing before it was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import orjson

from otasuke.web.audit.verify import Broken, Link, broken_links


class BadExport(ValueError):
    """A line of an export cannot be read: its number and why."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"line {number}: {reason}")
        self.number = number


def write_link(link: Link) -> bytes:
    """A line of the log."""
    return orjson.dumps(
        {
            "chain": link.customer,
            "number": link.number,
            "at": link.at.astimezone(UTC).isoformat(),
            "verb": link.verb,
            "line": link.line,
            "digest": link.digest.hex(),
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def write_end(customer: str, *, number: int, digest: bytes) -> bytes:
    """Where a chain ends."""
    return orjson.dumps({"end": customer, "number": number, "digest": digest.hex()}, option=orjson.OPT_APPEND_NEWLINE)


def broken_in(lines: Iterable[bytes]) -> Iterator[Broken]:
    """Every fault of an export. Raises BadExport."""
    links: list[Link] = []
    number = 0
    for number, text in enumerate(lines, 1):
        content = _object(text, number)
        if "end" in content:
            end = (_whole(content, "number", number), _digest(content, number))
            yield from broken_links(links, end=end)
            links = []
        else:
            links.append(_link(content, number))
    if links or not number:
        yield Broken(links[-1].customer if links else "-", len(links) + 1, "the file ends before the chain does")


def _object(text: bytes, number: int) -> dict[str, object]:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise BadExport(number, "is no JSON object")
    return content


def _link(content: dict[str, object], number: int) -> Link:
    try:
        at = datetime.fromisoformat(_text(content, "at", number))
    except ValueError as error:
        raise BadExport(number, f"at: {error}") from None
    return Link(
        customer=_text(content, "chain", number),
        number=_whole(content, "number", number),
        at=at,
        verb=_text(content, "verb", number),
        line=_text(content, "line", number),
        digest=_digest(content, number),
    )


def _text(content: dict[str, object], name: str, number: int) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise BadExport(number, f"{name} is no text")
    return value


def _whole(content: dict[str, object], name: str, number: int) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadExport(number, f"{name} is no whole number")
    return value


def _digest(content: dict[str, object], number: int) -> bytes:
    try:
        return bytes.fromhex(_text(content, "digest", number))
    except ValueError:
        raise BadExport(number, "digest is not hexadecimal") from None
