"""Keywords in the index: by log source, at every gram where the kernel may sample them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from otasuke.detect.fold import fold
from otasuke.detect.plan.literals import required_literal
from otasuke.detect.rule import Regex, Test, Text
from otasuke.events import LogSource

GRAM = 4
_LONG = 9  # keywords of this length on can be sampled far apart
_FEW = 24  # log sources with no more long keywords than this share one pass per product
_LONGEST_STEP = 12
_PLACES_PER_SHORT = 70
_MOST_SAMPLES = 4096  # of a field, lest the tables of grams outgrow the processor's caches
_WORDY = 20  # how much more common a gram of letters alone is taken to be
_LOWER = bytes((0x20,)) * GRAM
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def keyword_literal(test: Test) -> bytes:
    """The longest folded ASCII text that every match of the keyword contains; empty if there is none."""
    if isinstance(test, Regex):
        literal = fold(required_literal(test) or "").encode()
        return literal if len(literal) > 1 else b""  # one sign is in every line
    literals = (fold(part) for part in test.parts if isinstance(part, str)) if isinstance(test, Text) else ()
    return max((run for literal in literals for run in _NOT_ASCII.split(literal)), key=len, default="").encode()


def spellings(literal: bytes) -> frozenset[bytes]:
    """The literal as it stands in a value, and as JSON writes it."""
    return frozenset((literal, json.dumps(literal.decode())[1:-1].encode()))


@dataclass(frozen=True, slots=True)
class Sample:
    """A gram at which a keyword is found: its letters in lower case, its distance from the keyword's beginning."""

    gram: int
    literal: bytes
    offset: int


def step_of(literals: Iterable[bytes]) -> int:
    """How far apart samples may be so that none of the literals (of at least four bytes) slips through."""
    shortest = min((len(literal) for literal in literals if len(literal) >= GRAM), default=GRAM)
    return min(_LONGEST_STEP, shortest - GRAM + 1)


def best_step(lengths: Sequence[int]) -> int:
    """How far apart to look for literals of these lengths in a field; those too short for it are searched one by one.

    By what was measured: looking at a place costs as much as searching some seventy bytes for one short literal.
    """
    return min(range(1, _LONGEST_STEP + 1), key=lambda step: _search_cost(lengths, step))


def _search_cost(lengths: Sequence[int], step: int) -> float:
    short = sum(length < step + GRAM - 1 for length in lengths)
    too_many = step > 1 and step * (len(lengths) - short) > _MOST_SAMPLES
    return float("inf") if too_many else 1 / step + short / _PLACES_PER_SHORT


def samples(literal: bytes, step: int, common: Mapping[bytes, int]) -> list[Sample]:
    """The grams of which one is met when every `step`-th place of a text is looked at; the least common ones that do.

    common  how often grams are written elsewhere.
    """
    found = [Sample(_lower(gram), literal, at) for at, gram in enumerate(grams(literal))]
    weights = [common.get(gram, 0) + _WORDY * gram.isalpha() for gram in grams(literal)]
    first = min(range(len(found) - step + 1), key=lambda at: sum(weights[at : at + step]))
    return found[first : first + step]


def grams(literal: bytes) -> list[bytes]:
    """Every run of GRAM bytes, in order."""
    return [literal[at : at + GRAM] for at in range(len(literal) - GRAM + 1)]


def _lower(gram: bytes) -> int:
    return int.from_bytes(gram, "little") | int.from_bytes(_LOWER, "little")


def group_keywords(
    wanted: Iterable[tuple[int, int]], literals: Mapping[int, bytes], sources: Sequence[LogSource]
) -> list[tuple[set[int], set[int]]]:
    """Keywords that are looked for in one pass, and the log sources that need the pass.

    wanted  pairs of keyword and log source.
    The few long keywords of a product's log sources go together; every other log source has passes of its own.
    """
    by_source: dict[tuple[int, bool], set[int]] = {}
    for atom, source in wanted:
        by_source.setdefault((source, len(literals[atom]) >= _LONG), set()).add(atom)
    groups: dict[object, tuple[set[int], set[int]]] = {}
    for (source, is_long), atoms in sorted(by_source.items()):
        shared = is_long and len(atoms) <= _FEW
        key = ("product", sources[source].product) if shared else (source, is_long)
        members, users = groups.setdefault(key, (set(), set()))
        members |= atoms
        users.add(source)
    return list(groups.values())
