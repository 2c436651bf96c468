"""Conditions: `selection and not 1 of filter_*`. Source: Sigma specification 2.1, rules, "Condition".

or_   = and_ ("or" and_)*
and_  = not_ ("and" not_)*
not_  = "not" not_ | atom
atom  = "(" or_ ")" | ("1" | "any" | "all") "of" names | name
names = "them" | name with `*`
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from oracle.tree import Node, NotThis, all_of, any_of


class Condition:
    """One parse of one condition; `detections` are the parsed identifiers."""

    def __init__(self, text: str, detections: Mapping[str, Node]) -> None:
        self.tokens = re.findall(r"[()]|[^\s()]+", text)
        self.detections = detections

    def read(self) -> Node:
        node = self.read_or()
        if self.tokens:
            raise ValueError(f"not a condition from here: {self.tokens}")
        return node

    def read_or(self) -> Node:
        nodes = [self.read_and()]
        while self.took("or"):
            nodes.append(self.read_and())
        return any_of(nodes)

    def read_and(self) -> Node:
        nodes = [self.read_not()]
        while self.took("and"):
            nodes.append(self.read_not())
        return all_of(nodes)

    def read_not(self) -> Node:
        if self.took("not"):
            return NotThis(self.read_not())
        return self.read_atom()

    def read_atom(self) -> Node:
        if self.took("("):
            node = self.read_or()
            if not self.took(")"):
                raise ValueError(f"a bracket is not closed before {self.tokens}")
            return node
        word = self.tokens.pop(0)
        if word in ("1", "any", "all") and self.took("of"):
            nodes = self.named(self.tokens.pop(0))
            return all_of(nodes) if word == "all" else any_of(nodes)
        return self.detections[word]

    def named(self, pattern: str) -> tuple[Node, ...]:
        """The detections that `1 of` means; one whose name begins with an underscore only if the pattern does too."""
        parts = ["", ""] if pattern == "them" else pattern.split("*")
        expression = re.compile(("" if pattern.startswith("_") else "(?!_)") + ".*".join(map(re.escape, parts)))
        found = tuple(node for name, node in self.detections.items() if expression.fullmatch(name))
        if not found:
            raise ValueError(f"no detection is named {pattern}")
        return found

    def took(self, word: str) -> bool:
        if self.tokens[:1] != [word]:
            return False
        self.tokens.pop(0)
        return True
