"""Exact numbers: sums and percentiles must not depend on the order of events, so floats are out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = int | Fraction

MAX_DIGITS = 40
# Bounded digits and exponent: `1e999999999` must not become a number with a thousand million digits.
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")


def parse_number(text: str) -> Number | None:
    """The number that a text is, exactly as its decimal digits say; None if it is none or an absurd one.

    At most 40 digits on each side of the point and an exponent of at most two digits; no spaces, no hexadecimal.
    """
    if len(text) <= MAX_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    return simplest(Fraction(text)) if _NUMBER.fullmatch(text) else None


def exact(number: float) -> Number:
    """The decimal that a rule's author wrote: 0.1 is one tenth. Raises ValueError for infinities and NaN."""
    return simplest(Fraction(str(number)))


def simplest(number: Fraction) -> Number:
    """An int where possible, since ints are faster."""
    return number.numerator if number.denominator == 1 else number


def percentile(ordered: Sequence[Number], percent: Number) -> Number:
    """The value below which `percent` of the ordered numbers lie, interpolated linearly between neighbours.

    This is SQL's PERCENTILE_CONT (type 7 of Hyndman and Fan); 50 gives the usual median. ordered must not be empty.
    """
    rank = Fraction(percent) * (len(ordered) - 1) / 100
    below = rank.numerator // rank.denominator
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (rank - below) * (ordered[below + 1] - ordered[below])
