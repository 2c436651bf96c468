"""法人番号: the corporate number, thirteen digits of which the first checks the others.

Source: 法人番号の指定等に関する省令 (Order of the Ministry of Finance No. 70 of 2014), article 2, read as the National Tax
Agency reckons it: the sum is divided by nine, not each product.
"""

from __future__ import annotations

LENGTH = 13


def is_corporate_number(text: str) -> bool:
    """Whether these are thirteen digits whose first is right. Whether a company has the number is not known here."""
    return len(text) == LENGTH and _is_digits(text) and int(text[0]) == check_digit(text[1:])


def check_digit(base: str) -> int:
    """The digit that stands before these twelve: 1 to 9. Raises ValueError if they are not twelve digits."""
    if len(base) != LENGTH - 1 or not _is_digits(base):
        raise ValueError(f"twelve digits are wanted, not {base!r}")
    weighed = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return 9 - sum(weighed) % 9


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
