"""What stands in for a missing value, and what must never be said: the tables of words.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from otasuke.advice.sheet import LANGUAGES, Fault, Language

PLACEHOLDERS = ("device", "person", "time", "counterpart", "question", "desk", "phone")


@dataclass(frozen=True, slots=True)
class Words:
    """The tables, by language.

    missing    what is said in place of a value that is not known, by placeholder.
    devices    what a device without a name is called, by product, category or service of the log that tells of it.
    forbidden  words that no owner understands, in lower case, and what to say instead.
    """

    missing: Mapping[Language, Mapping[str, str]]
    devices: Mapping[Language, Mapping[str, str]]
    forbidden: Mapping[Language, Mapping[str, str]]


def read_words(path: str, table: Mapping[str, object], faults: list[Fault]) -> Words:
    """The words in this table; what is no text, or is missing, is added to the faults."""
    tables = {
        name: {language: _texts(path, table, (name, language), faults) for language in LANGUAGES}
        for name in ("missing", "devices", "forbidden")
    }
    for language in LANGUAGES:
        faults += [
            Fault(path, 1, f"[missing.{language}] does not say what stands for {{{placeholder}}}")
            for placeholder in PLACEHOLDERS
            if placeholder not in tables["missing"][language] and placeholder != "device"
        ]
        if "any" not in tables["devices"][language]:
            faults.append(Fault(path, 1, f'[devices.{language}] needs "any", for a device of which nothing is known'))
    return Words(
        MappingProxyType(tables["missing"]), MappingProxyType(tables["devices"]), MappingProxyType(tables["forbidden"])
    )


def _texts(path: str, table: Mapping[str, object], names: tuple[str, str], faults: list[Fault]) -> Mapping[str, str]:
    inner: object = table
    for name in names:
        inner = inner.get(name, {}) if isinstance(inner, dict) else {}
    texts = inner if isinstance(inner, dict) else {}
    faults += [
        Fault(path, 1, f"[{'.'.join(names)}] {key} is no text")
        for key, text in texts.items()
        if not isinstance(text, str)
    ]
    return MappingProxyType({str(key).casefold(): text for key, text in texts.items() if isinstance(text, str)})
