"""Keywords: one pass over the raw lines finds every line that may hold one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import hyperscan
import numpy as np
import numpy.typing as npt
import orjson

from otasuke.detect.plan.fold import fold
from otasuke.detect.plan.literals import required_literal
from otasuke.detect.rule import Regex, Test, Text

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def keyword_literal(test: Test) -> str:
    """The longest folded ASCII text that every match of the keyword contains; "" if there is none."""
    if isinstance(test, Regex):
        return fold(required_literal(test.pattern) or "")
    literals = (fold(part) for part in test.parts if isinstance(part, str)) if isinstance(test, Text) else ()
    return max((run for literal in literals for run in _NOT_ASCII.split(literal)), key=len, default="")


class KeywordScanner:
    """Finds the keywords of a plan in JSON lines; may find too many, never too few in lines that are spelt plainly."""

    def __init__(self, keywords: Mapping[int, Test]) -> None:
        literals = {atom: keyword_literal(test) for atom, test in keywords.items()}
        self._everywhere = sorted(atom for atom, literal in literals.items() if not literal)
        self._searched = {atom: literal for atom, literal in literals.items() if literal}
        self._database = self._compile() if self._searched else None

    def _compile(self) -> hyperscan.Database:
        database = hyperscan.Database()
        database.compile(
            expressions=[_pattern(literal) for literal in self._searched.values()],
            ids=list(self._searched),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(self._searched),
        )
        return database

    def find(self, text: bytes, ends: npt.NDArray[np.int32]) -> list[tuple[int, int]]:
        """Pairs of line and keyword atom, ordered, each once; `ends` are the lines' ends in `text`."""
        places: list[tuple[int, int]] = []

        def note(atom: int, start: int, end: int, flags: int, context: object) -> None:  # noqa: ARG001
            places.append((atom, end))

        if self._database is not None:
            self._database.scan(text, match_event_handler=note)
        lines = np.searchsorted(ends, [end for _, end in places], side="left").tolist()
        found = {(line, atom) for line, (atom, _) in zip(lines, places, strict=True)}
        found.update((line, atom) for atom in self._everywhere for line in range(len(ends)))
        return sorted(found)

    def find_in_unusual(self, lines: Sequence[bytes]) -> list[tuple[int, int]]:
        """The same for lines whose escapes hide what they say: their values are spelt plainly first."""
        plain = [_plain(line) for line in lines]
        return self.find(b"".join(plain), np.cumsum([len(line) for line in plain]).astype(np.int32))


def _plain(line: bytes) -> bytes:
    """The line with its values spelt plainly and folded; unchanged where it is no JSON (its line will be odd)."""
    try:
        return fold(orjson.dumps(orjson.loads(line)).decode()).encode()
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return line


def _pattern(literal: str) -> bytes:
    written = json.dumps(literal, ensure_ascii=False)[1:-1].encode()
    return b"".join(b"\\x%02x" % byte for byte in written)
