"""Lines for a terminal, where a Japanese sign is as wide as two Latin ones."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_NEVER_FIRST = "、。，．」』）〉》】？！＠ーっゃゅょァィゥェォッャュョ・…"


_SHORTEST_END = 6
"""Columns of the last of several lines; one or two signs alone are hard to read."""


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns. Japanese breaks anywhere but before a sign that begins no line."""
    lines = _lines(text, width)
    if len(lines) > 1 and cell_len(lines[-1]) <= _SHORTEST_END < width // 4:
        return _lines(text, width - _SHORTEST_END)
    return lines


def cut(text: str, width: int) -> str:
    """As much as fits into so many columns, with `…` in place of the rest."""
    if cell_len(text) <= width:
        return text
    return next(iter(chop_cells(text, max(1, width - 1))), "") + "…"


def _lines(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in (part for whole in _pieces(text) for part in chop_cells(whole, width)):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line else lines


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a word with the space behind it, a Japanese sign with those that begin no line."""
    piece = ""
    for letter in text:
        stays = letter in _NEVER_FIRST or (piece and piece[-1] in "「『（《＠“(") or _in_word(piece[-1:], letter)
        if piece and not stays:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _in_word(before: str, letter: str) -> bool:
    return _is_latin(before) and (letter == " " or _is_latin(letter))


def _is_latin(letter: str) -> bool:
    return letter not in ("", " ") and (letter.isascii() or letter in "“”’")
