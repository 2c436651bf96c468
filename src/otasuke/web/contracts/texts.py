"""The texts of explanations: data in texts/, filled in with the figures of a plan.

A file is a template of one purpose in one language. Its version goes up with every change; what somebody agreed to is
kept word by word beside his consent, so that old versions need not stay.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("ja", "en")
_FOLDER = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in full."""

    version: str
    title: str
    sections: tuple[Section, ...]

    def plain(self) -> str:
        """The text as it is shown, agreed to and kept. Sections begin with ■, which nothing else does."""
        parts = [self.title, *(f"■ {one.title}\n{one.words}" for one in self.sections)]
        return "\n\n".join(parts) + "\n"


@cache
def template(purpose: str, language: str) -> Text:
    """A text with the names of figures in it. purpose: start, change, renewal or ending."""
    content = tomllib.loads((_FOLDER / language / f"{purpose}.toml").read_text("utf-8"))
    sections = tuple(Section(one["title"], one["words"].strip()) for one in content["section"])
    return Text(content["version"], content["title"], sections)


@cache
def names(language: str) -> Mapping[str, str]:
    """Words for values of figures, such as the ways of watching."""
    return tomllib.loads((_FOLDER / language / "names.toml").read_text("utf-8"))


@cache
def evidence_words(language: str) -> Mapping[str, str]:
    """Words for the record at the end of the evidence."""
    return tomllib.loads((_FOLDER / language / "evidence.toml").read_text("utf-8"))


def filled(text: Text, figures: Mapping[str, str]) -> Text:
    """A text with figures in the places of their names. Raises KeyError for a name without a figure."""
    sections = tuple(Section(one.title, one.words.format_map(figures)) for one in text.sections)
    return Text(text.version, text.title, sections)


def digest_of(plain: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(plain.encode()).hexdigest()


def parse_plain(plain: str) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of a text that was kept."""
    title, *parts = plain.strip().split("\n\n■ ")
    return title, tuple(Section(*part.split("\n", 1)) for part in parts)
