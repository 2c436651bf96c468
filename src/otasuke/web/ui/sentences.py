"""Sentences that pure modules say to people: in Japanese, which is its own key to other languages. Pure.

`ui/telling.py` says them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and what fills it in: `%(name)s` in the key. A value may be a sentence itself."""

    key: str
    values: tuple[tuple[str, int | str | Sentence], ...] = ()

    def __str__(self) -> str:
        """The sentence in Japanese."""
        return self.key % dict(self.values) if self.values else self.key


def _(key: str, **values: int | str | Sentence) -> Sentence:
    """A sentence. Its name is the one by which texts that need another language are found."""
    return Sentence(key, tuple(values.items()))


def as_data(sentence: Sentence) -> dict[str, Any]:
    """A sentence as JSON, for a row to keep until somebody reads it in whatever language."""
    values = {name: as_data(value) if isinstance(value, Sentence) else value for name, value in sentence.values}
    return {"key": sentence.key, "values": values}


def from_data(content: Mapping[str, Any]) -> Sentence:
    """The sentence that was kept."""
    values = {name: from_data(value) if isinstance(value, dict) else value for name, value in content["values"].items()}
    return Sentence(content["key"], tuple(values.items()))
