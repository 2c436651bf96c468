"""The XML of one Windows event → the JSON form in which evtx_dump writes it and `windows.evtx` reads it."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from otasuke.normalise.base import JsonObject

_DEEPEST_NESTING = 64
# XML 1.0 forbids most control characters, written as such or as a reference; Windows writes them all the same.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*+(?:[0-8bcef]|1[0-9a-f])|0*+(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)

_Members = dict[str, Any]


class BrokenXml(ValueError):
    """This is no well-formed event."""


def parse_event(data: bytes) -> JsonObject:
    """The event, with `Event` at the top. Raises BrokenXml."""
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text
    try:
        parser.Parse(_CONTROL.sub("\ufffd", data.decode("utf-8", errors="replace")), True)
    except expat.ExpatError as error:
        raise BrokenXml(str(error)) from error
    if not isinstance(tree.root.get("Event"), dict):
        raise BrokenXml("the event is empty")
    return tree.root


class _Tree:
    """Receives the parser's calls. Each open element is a name, its members and the pieces of its text."""

    def __init__(self) -> None:
        self.root: _Members = {}
        self._open: list[tuple[str, _Members, list[str]]] = [("", self.root, [])]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST_NESTING:
            raise BrokenXml(f"nested deeper than {_DEEPEST_NESTING}")
        name = tag.rpartition(":")[2]
        members: _Members = {}
        if name == "Data" and self._open[-1][0] == "EventData":
            name = attributes.get("Name") or name
        elif attributes:
            members["#attributes"] = attributes
        self._open.append((name, members, []))

    def text(self, piece: str) -> None:
        self._open[-1][2].append(piece)

    def end(self, _tag: str) -> None:
        name, members, pieces = self._open.pop()
        text = "".join(pieces)
        if members and text.strip():
            members["#text"] = text
        _add(self._open[-1][1], name, members or text)


def _add(members: _Members, name: str, value: Any) -> None:
    """Add a member; a name that comes again makes a list."""
    if name not in members:
        members[name] = value
    elif isinstance(members[name], list):
        members[name].append(value)
    else:
        members[name] = [members[name], value]
