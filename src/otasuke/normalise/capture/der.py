"""DER, the encoding of certificates and of Kerberos: elements with a tag, a length and a content."""

from __future__ import annotations

from collections.abc import Iterator

from otasuke.normalise.capture.cursor import Cursor, Malformed

SEQUENCE, SET, INTEGER, OID = 0x30, 0x31, 0x02, 0x06
_MOST_ELEMENTS = 1024


def element(cursor: Cursor) -> tuple[int, Cursor]:
    """The tag of the next element, and its content."""
    tag = cursor.number(1)
    if tag & 0x1F == 0x1F:
        raise Malformed("a tag of several bytes is not read")
    size = cursor.number(1)
    if size & 0x80:
        count = size & 0x7F
        if not 0 < count <= 4:
            raise Malformed("a length of this form is not read")
        size = cursor.number(count)
    return tag, cursor.within(size)


def elements(cursor: Cursor) -> Iterator[tuple[int, Cursor]]:
    """All elements of a content."""
    for _ in range(_MOST_ELEMENTS):
        if not cursor.left:
            return
        yield element(cursor)
    raise Malformed("there are too many elements")


def inside(cursor: Cursor, tag: int) -> Cursor:
    """The content of the next element, which must have this tag."""
    found, content = element(cursor)
    if found != tag:
        raise Malformed(f"an element has the tag {found:#x} where {tag:#x} is wanted")
    return content


def rest(cursor: Cursor) -> bytes:
    """All bytes of a content."""
    return cursor.take(cursor.left)


def fields(cursor: Cursor) -> dict[int, Cursor]:
    """The contents of a sequence's fields by their numbers (context-specific tags)."""
    return {tag & 0x1F: content for tag, content in elements(cursor) if tag & 0xC0 == 0x80}
