"""From `field|modifier|modifier: values` to a tree. Source: Sigma specification 2.1, modifiers appendix."""

from __future__ import annotations

import base64
import ipaddress
import itertools
import re
from decimal import Decimal

from oracle.tree import (
    AnyFieldPasses,
    FieldIsNull,
    FieldIsThere,
    FieldPasses,
    FieldsAgree,
    Node,
    NotThis,
    all_of,
    any_of,
)
from oracle.values import MANY, ONE, Compares, HasTimePart, InNetwork, Never, Pieces, ValueTest, glob, matches

DASHES = "-/\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
BOM = b"\xff\xfe"
TIME_PARTS = ("minute", "hour", "day", "week", "month", "year")
RE_FLAGS = {"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}


def read_item(key: str, value: object) -> Node:
    """The tree for one entry of a selection; an empty field name makes its values keywords."""
    field, *modifiers = key.split("|")
    values = value if isinstance(value, list) else [value]
    nodes = tuple(read_value(field, modifiers, one) for one in values)
    node = all_of(nodes) if "all" in modifiers else any_of(nodes)
    return NotThis(node) if "neq" in modifiers else node


def read_value(field: str, modifiers: list[str], value: object) -> Node:
    if value is None:
        return FieldIsNull(field)
    if "exists" in modifiers:
        return FieldIsThere(field) if scalar_text(value).lower() == "true" else NotThis(FieldIsThere(field))
    if "fieldref" in modifiers:
        return FieldsAgree(field, str(value), _how(modifiers), "cased" in modifiers)
    tests = read_tests(modifiers, value, keyword=not field)
    return any_of(FieldPasses(field, test) if field else AnyFieldPasses(test) for test in tests)


def _how(modifiers: list[str]) -> str:
    return next((modifier for modifier in modifiers if modifier in ("contains", "startswith", "endswith")), "equals")


def read_tests(modifiers: list[str], value: object, *, keyword: bool) -> list[ValueTest]:
    """The tests of which a value must pass one."""
    text = scalar_text(value)
    for modifier in modifiers:
        if modifier == "re":
            return [matches(text, "".join(RE_FLAGS[flag] for flag in modifiers if flag in RE_FLAGS))]
        if modifier == "cidr":
            return [InNetwork(ipaddress.ip_network(text))]
        if modifier in ("lt", "lte", "gt", "gte"):
            return [Compares(modifier, Decimal(text))]
        if modifier in TIME_PARTS:
            return [HasTimePart(modifier, int(text))]
        if modifier == "expand" and re.search("%[^%]+%", text):
            return [Never()]
    variants = read_text(modifiers, pieces_of(text))
    if keyword:
        variants = [[MANY, *variant, MANY] for variant in variants]
    return [glob(variant, cased="cased" in modifiers) for variant in variants]


def scalar_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def pieces_of(text: str) -> Pieces:
    """The pieces of a Sigma string: a backslash makes `*`, `?` and a backslash itself literal, else it is literal."""
    pieces: Pieces = []
    position = 0
    while position < len(text):
        character = text[position]
        following = text[position + 1 : position + 2]
        if character == "\\" and following in ("\\", "*", "?"):
            pieces.append(following)
            position += 2
            continue
        pieces.append({"*": MANY, "?": ONE}.get(character, character))
        position += 1
    return pieces


def read_text(modifiers: list[str], pieces: Pieces) -> list[Pieces]:
    """Every variant of the text after the modifiers, applied from left to right."""
    variants = [pieces]
    raw: bytes | None = None
    for modifier in modifiers:
        if modifier == "contains":
            variants = [[MANY, *variant, MANY] for variant in variants]
        elif modifier == "startswith":
            variants = [[*variant, MANY] for variant in variants]
        elif modifier == "endswith":
            variants = [[MANY, *variant] for variant in variants]
        elif modifier == "windash":
            variants = [dashed for variant in variants for dashed in dash_variants(variant)]
        elif modifier in ("wide", "utf16", "utf16le", "utf16be"):
            raw = encode(modifier, joined(variants[0]))
            # As text, every byte is a character; only the byte order mark is one character.
            variants = [list(raw.replace(BOM, "\ufeff".encode()).decode())]
        elif modifier in ("base64", "base64offset"):
            data = raw if raw is not None else joined(variants[0]).encode()
            variants = [list(text) for text in encoded(modifier, data)]
    return variants


def dash_variants(pieces: Pieces) -> list[Pieces]:
    """Every way to write the dashes that begin a word: not after a word character, before one."""
    text = "".join(piece if isinstance(piece, str) else "\0" for piece in pieces)
    choices = [
        list(DASHES)
        if isinstance(piece, str) and piece in DASHES and re.compile(r"\B.\b", re.DOTALL).match(text, at)
        else [piece]
        for at, piece in enumerate(pieces)
    ]
    return [list(choice) for choice in itertools.product(*choices)]


def joined(pieces: Pieces) -> str:
    """The pieces as text; a wildcard cannot be encoded."""
    if MANY in pieces or ONE in pieces:
        raise ValueError(f"a wildcard cannot be encoded: {pieces}")
    return "".join(str(piece) for piece in pieces)


def encode(modifier: str, text: str) -> bytes:
    if modifier == "utf16be":
        return text.encode("utf-16be")
    return (BOM if modifier == "utf16" else b"") + text.encode("utf-16le")


def encoded(modifier: str, data: bytes) -> list[str]:
    """The Base64 text; for `base64offset`, what is always there when 0, 1 or 2 unknown bytes stand before it."""
    if modifier == "base64":
        return [base64.b64encode(data).decode()]
    found = []
    for before in range(3):
        # A Base64 character holds 6 bits: those that hold a bit of an unknown byte, before or after, are cut off.
        first = -(-before * 8 // 6)
        last = (before + len(data)) * 8 // 6
        found.append(base64.b64encode(bytes(before) + data).decode()[first:last])
    return found
