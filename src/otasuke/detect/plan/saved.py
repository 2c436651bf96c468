"""A loaded and compiled rule set as bytes, so that the next start needs neither YAML nor a compiler.

Rules are kept one by one and only read when one is needed: a start does not pay for the thousands that do not match.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from otasuke.detect.plan.compile import Plan
from otasuke.detect.rule import Correlation, Fault, Rule, RuleSet

_MAGIC = b"otasuke-rules-2\n"
_PLAN_ARRAYS = ("heard", "searched", "always")
_ALLOWED: dict[str, set[str] | None] = {
    "otasuke.detect.rule": None,
    "otasuke.events.event": {"LogSource"},
    "ipaddress": {"IPv4Network", "IPv6Network", "IPv4Address", "IPv6Address"},
    "datetime": {"timedelta"},
    "builtins": {"frozenset", "tuple"},
    "copyreg": {"_reconstructor"},
}


class BadSavedRules(ValueError):
    """The bytes are no saved rule set of this version."""


@dataclass(frozen=True, slots=True)
class SavedRules:
    """A rule set that was compiled before. rule(number) reads one rule."""

    plan: Plan
    rule: Callable[[int], Rule]
    ids: tuple[str, ...]
    correlations: tuple[Correlation, ...]
    faults: tuple[Fault, ...]
    relevelled: int = 0


def save(rules: RuleSet, plan: Plan) -> bytes:
    """The rule set and its plan as bytes for `load`."""
    pickled = [_pickled(rule) for rule in rules.rules]
    blobs = {
        "texts": b"".join(pickled),
        "rest": _pickled((rules.correlations, rules.faults, plan.fields, plan.sources, plan.asked, plan.keywords)),
    }
    arrays = {**plan.tables, **{name: getattr(plan, name) for name in _PLAN_ARRAYS}}
    blobs |= {name: np.ascontiguousarray(array).tobytes() for name, array in arrays.items()}
    head = orjson.dumps(
        {
            "arrays": {name: [array.dtype.str, list(array.shape)] for name, array in arrays.items()},
            "sizes": {name: len(blob) for name, blob in blobs.items()},
            "rules": [len(one) for one in pickled],
            "ids": [rule.id for rule in rules.rules],
            "relevelled": rules.relevelled,
        }
    )
    return b"".join([_MAGIC, len(head).to_bytes(4, "little"), head, *blobs.values()])


def load(data: bytes) -> SavedRules:
    """Read what `save` wrote. Raises BadSavedRules."""
    if not data.startswith(_MAGIC):
        raise BadSavedRules("these bytes are no saved rules")
    try:
        return _load(data)
    except (ValueError, KeyError, TypeError, EOFError, IndexError, pickle.UnpicklingError) as error:
        raise BadSavedRules(f"the saved rules cannot be read: {error}") from error


def _load(data: bytes) -> SavedRules:
    at = len(_MAGIC) + 4
    size = int.from_bytes(data[at - 4 : at], "little")
    head = orjson.loads(data[at : at + size])
    at += size
    blobs: dict[str, memoryview] = {}
    view = memoryview(data)
    for name, length in head["sizes"].items():
        blobs[name] = view[at : at + length]
        at += length
    if at != len(data):
        raise BadSavedRules("the saved rules are cut short")
    arrays = {
        name: np.frombuffer(blobs[name], dtype=dtype).reshape(shape).copy()
        for name, (dtype, shape) in head["arrays"].items()
    }
    correlations, faults, fields, sources, asked, keywords = _unpickle(blobs["rest"])
    others = {name: arrays.pop(name) for name in _PLAN_ARRAYS}
    plan = Plan(
        tables=arrays,
        fields=fields,
        sources=sources,
        asked=asked,
        keywords=keywords,
        rules=len(head["ids"]),
        **others,
    )
    reader = _reader(blobs["texts"], head["rules"])
    return SavedRules(plan, reader, tuple(head["ids"]), correlations, faults, head["relevelled"])


def _reader(blob: memoryview, sizes: Sequence[int]) -> Callable[[int], Rule]:
    ends = np.cumsum(sizes).tolist()

    @lru_cache(maxsize=4096)
    def rule(number: int) -> Rule:
        found = _unpickle(blob[ends[number] - sizes[number] : ends[number]])
        assert isinstance(found, Rule)
        return found

    return rule


class _RulePickler(pickle.Pickler):
    """Writes a member of an enumeration as its value: Python before 3.11.4 would call getattr to read it."""

    def reducer_override(self, value: object) -> Any:
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


def _pickled(value: object) -> bytes:
    sink = io.BytesIO()
    _RulePickler(sink, protocol=5).dump(value)
    return sink.getvalue()


class _RuleUnpickler(pickle.Unpickler):
    """Reads rules and nothing else: a damaged or planted file must not run code."""

    def find_class(self, module: str, name: str) -> Any:
        names: set[str] | None = _ALLOWED.get(module, set())
        if (names is None or name in names) and "." not in name:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a rule")


def _unpickle(blob: memoryview) -> Any:
    return _RuleUnpickler(io.BytesIO(blob)).load()
