"""What the name of a server says about who owns it and who thought of it."""

from __future__ import annotations

import re
from functools import lru_cache

_SECOND_LEVELS = frozenset("ac ad co com ed edu go gob gov gr lg mil ne net nom or org".split())
_LONGEST_RUN = re.compile(r"[bcdfghjklmnpqrstvwxz0-9]{5,}")
_TURNS = re.compile(r"[a-z](?=[0-9])|[0-9](?=[a-z])")
MAY_BE_GENERATED = r"[bcdfghjklmnpqrstvwxz0-9]{5}|[0-9][^.]*[0-9]"
"""What there is in every name of which `is_generated` is true, quickly looked for in many."""
_SHORTEST = 8
_FEWEST_TURNS = 3


@lru_cache(maxsize=1 << 16)
def registered(name: str) -> str:
    """The part of a name that somebody registered, such as `example.co.jp`; "" for names without a dot and for addresses.

    By rule of thumb, not by the Public Suffix List: two labels, or three below co.jp and its likes.
    """
    labels = name.rstrip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(labels):
        return ""
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3 if is_deep else -2 :])


@lru_cache(maxsize=1 << 16)
def is_generated(name: str) -> bool:
    """Whether the first label of a registered name looks as if a program had thought of it.

    Nobody can speak it: five consonants or digits in a row, or letters and digits by turns.
    """
    label = name.partition(".")[0]
    if len(label) < _SHORTEST or label.startswith("xn--"):
        return False
    return bool(_LONGEST_RUN.search(label)) or len(_TURNS.findall(label)) >= _FEWEST_TURNS
