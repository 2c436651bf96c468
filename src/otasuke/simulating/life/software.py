"""The software of offices, by the short names under which activities speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from otasuke.simulating.writing import programs as known
from otasuke.simulating.writing.programs import Program

_UNSIGNED = ("-", "-", "-", "-")


class UnknownProgram(ValueError):
    """A short name that the table of programs does not have."""


class Software:
    """Programs by name.

    table  `windows` has programs of System32 with their descriptions, `others` lists: image, description, product,
           company, version, and the name that it was built under where that is another.
    """

    def __init__(self, table: Mapping[str, Mapping[str, Any]]) -> None:
        self._programs = {name: Program(*words) for name, words in table["others"].items()}
        for name, description in table["windows"].items():
            self._programs[name] = Program(f"{known.SYSTEM32}{name}.exe", description)

    def program(self, name: str) -> Program:
        """The program of this name; a path is a program whose file says nothing of itself. Raises UnknownProgram."""
        if "\\" in name or name.startswith("⟦"):
            return Program(name, *_UNSIGNED)
        try:
            return self._programs[name]
        except KeyError:
            raise UnknownProgram(f"no program is called {name!r}; programs.toml has those that are") from None
