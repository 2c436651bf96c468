"""Group keys and values: which windows an event belongs to. Compared without regard to case, as Sigma compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice, product
from math import prod

from otasuke.detect.correlate.limits import CorrelationCounts
from otasuke.events import Value

MAX_MEMBERS = 16
MAX_COMBINATIONS = 64
MAX_VALUE_LENGTH = 256
_PREFIX_LENGTH = 64


def kept_fields(fields: Mapping[str, Value], names: Iterable[str], counts: CorrelationCounts) -> dict[str, Value]:
    """The named fields that are there and not empty, cut to what a window may hold."""
    kept: dict[str, Value] = {}
    for name in names:
        value = fields.get(name)
        if value:
            kept[name] = shortened(value) if isinstance(value, str) else _short_list(value, counts)
    return {name: value for name, value in kept.items() if value}


def _short_list(members: tuple[str, ...], counts: CorrelationCounts) -> tuple[str, ...]:
    different = tuple({member.lower(): shortened(member) for member in members if member}.values())
    counts.members_cut += max(0, len(different) - MAX_MEMBERS)
    return different[:MAX_MEMBERS]


def shortened(text: str) -> str:
    """The text, or for a long one its beginning and a digest, so that equal texts stay equal and different ones differ."""
    if len(text) <= MAX_VALUE_LENGTH:
        return text
    return f"{text[:_PREFIX_LENGTH]}… sha256:{sha256(text.lower().encode('utf-8', 'surrogatepass')).hexdigest()}"


def combinations(
    fields: Mapping[str, Value], names: Sequence[str], counts: CorrelationCounts
) -> list[tuple[str, ...]] | None:
    """Every way to take one value for each name; a list value offers each of its members. None if a name has no value."""
    values = [value for name in names if (value := fields.get(name))]
    if len(values) < len(names):
        return None
    offers = [(value,) if isinstance(value, str) else value for value in values]
    counts.members_cut += max(0, prod(len(offer) for offer in offers) - MAX_COMBINATIONS)
    return list(islice(product(*offers), MAX_COMBINATIONS))


def caseless(values: tuple[str, ...]) -> tuple[str, ...]:
    """The key for values: the same for spellings that differ only in case."""
    return tuple([value.lower() for value in values])
