"""STIX 2.1 bundles: the patterns of their indicators, as far as they compare addresses, domains, URLs, hashes and mail addresses.

Source: STIX 2.1 (OASIS standard), part 9, "STIX Patterning".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lists import IndicatorList

_LONGEST_PATTERN = 1 << 20
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*')"""
    r"""|(?P<path>[A-Za-z][\w-]*:[\w'".\[\]*-]+)"""
    r"""|(?P<word>[A-Za-z_]+)|(?P<other><=|>=|!=|[=<>(),\[\]]|-?[\d.]+|t'[^']*'))""",
    re.DOTALL,
)
_HASHES = re.compile(r"(?:file|artifact):hashes\.['\"]?(MD5|SHA-?1|SHA-?256)['\"]?", re.IGNORECASE)
_VALUES = frozenset(
    "ipv4-addr:value ipv6-addr:value domain-name:value url:value network-traffic:src_ref.value "
    "network-traffic:dst_ref.value email-addr:value email-message:from_ref.value email-message:sender_ref.value".split()
)
_WIDER = "patterns that ask for more than one thing at once; each part was taken alone, so more is found than they say"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a pattern: what it looks at, how, and the texts it compares with."""

    path: str
    operator: str
    negated: bool
    values: tuple[str, ...]


class BadPattern(ValueError):
    """A pattern that does not follow the grammar as far as it is known here."""


def is_stix(content: Any) -> bool:
    """Whether this is a bundle, or a list of STIX objects, or one."""
    things = content if isinstance(content, list) else [content]
    return bool(things) and all(
        isinstance(one, dict) and isinstance(one.get("type"), str) and ("id" in one or "objects" in one)
        for one in things
    )


def read_stix(content: Any, source: str = "") -> IndicatorList:
    """The indicators of a bundle; those that were revoked are left out, and so is every object of another kind."""
    found = IndicatorList(source)
    for number, thing in enumerate(_objects(content), 1):
        kind = thing.get("type") if isinstance(thing, dict) else None
        if kind != "indicator":
            found.note(f"objects of the type {str(kind)[:40]!r}, which are no indicators")
        elif thing.get("revoked") is True:
            found.note("indicators that were revoked")
        elif thing.get("pattern_type", "stix") != "stix":
            found.note(f"indicators with a pattern of {str(thing['pattern_type'])[:40]!r}")
        else:
            _take(thing, f"object {number} ({str(thing.get('id'))[:60]})", found)
    return found


def _objects(content: Any) -> list[Any]:
    if isinstance(content, dict) and content["type"] == "bundle":
        return _list(content.get("objects"))
    return content if isinstance(content, list) else [content]


def _take(thing: dict[str, Any], place: str, found: IndicatorList) -> None:
    pattern = thing.get("pattern")
    try:
        if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
            raise BadPattern("it has no pattern, or a very long one")
        words: Counter[str] = Counter()
        comparisons = list(comparisons_of(pattern, words))
    except BadPattern as error:
        found.fault(f"{place}: {error}")
        return
    known = [one for one in comparisons if _is_known(one)]
    for one in comparisons:
        if one not in known:
            found.note(f"comparisons of {one.path[:60]!r} with {'NOT ' * one.negated}{one.operator[:20]}")
    if known and _is_narrower(comparisons, words):
        found.note(_WIDER)
    about = _about(thing, found) if known else None
    for value in (value for one in known for value in one.values):
        found.take(value, place, about)


def _about(thing: dict[str, Any], found: IndicatorList) -> About:
    labels = [one for key in ("indicator_types", "labels") for one in _list(thing.get(key))]
    return found.about(
        confidence=thing.get("confidence"),
        valid_from=thing.get("valid_from"),
        valid_until=thing.get("valid_until"),
        labels=labels,
        note=thing.get("name") or thing.get("description"),
    )


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []


def comparisons_of(pattern: str, words: Counter[str]) -> Iterator[Comparison]:
    """The comparisons of a pattern, in their order; the words that join or bind them are counted. Raises BadPattern."""
    tokens = list(_tokens(pattern))
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        at += 1
        if kind == "path":
            comparison, at = _comparison(text, tokens, at)
            yield comparison
        elif kind == "word":
            words[text.upper()] += 1
        elif (kind == "text" or text not in "[]()") and not _is_qualified(words):
            raise BadPattern(f"{text[:40]!r} is out of place in its pattern")


def _comparison(path: str, tokens: list[tuple[str, str]], at: int) -> tuple[Comparison, int]:
    def next_token() -> tuple[str, str]:
        nonlocal at
        at += 1
        if at > len(tokens):
            raise BadPattern("its pattern ends in the middle of a comparison")
        return tokens[at - 1]

    _, operator = next_token()
    negated = operator.upper() == "NOT"
    if negated:
        _, operator = next_token()
    kind, value = next_token()
    if value != "(":
        return Comparison(path, operator.upper(), negated, (_unquoted(value),)), at
    values: list[str] = []
    while value != ")":
        kind, value = next_token()
        if kind == "text" or (kind == "other" and value not in (",", ")")):
            values.append(_unquoted(value))
        elif value not in (",", ")"):
            raise BadPattern(f"{value[:40]!r} is out of place in its pattern")
    return Comparison(path, operator.upper(), negated, tuple(values)), at


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(pattern.rstrip())
    while at < end:
        found = _TOKEN.match(pattern, at)
        if found is None:
            raise BadPattern(f"its pattern cannot be read from {pattern[at : at + 40]!r} on")
        yield str(found.lastgroup), found[str(found.lastgroup)]
        at = found.end()


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text.startswith("'") else text


def _is_known(one: Comparison) -> bool:
    if one.negated or not (one.path in _VALUES or _HASHES.fullmatch(one.path)):
        return False
    return one.operator in ("=", "IN") or (one.operator == "ISSUBSET" and one.path.startswith("ip"))


def _is_qualified(words: Counter[str]) -> bool:
    """Whether a time span or a number may stand here."""
    return bool(words["WITHIN"] or words["REPEATS"] or words["START"])


def _is_narrower(comparisons: list[Comparison], words: Counter[str]) -> bool:
    """Whether the pattern says less than any one of its parts alone. Several hashes of a file say the same."""
    if words["FOLLOWEDBY"] or words["WITHIN"] or words["REPEATS"]:
        return True
    return words["AND"] > 0 and not all(_HASHES.fullmatch(one.path) for one in comparisons)
