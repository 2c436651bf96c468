"""A text that a regular expression matches, most of the time: anchors and look-arounds are not considered."""

from __future__ import annotations

import re
from random import Random
from re import _parser  # type: ignore[attr-defined]  # the only parser of Python's own expressions
from typing import Any

CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_SPACE": " \t",
    "CATEGORY_WORD": "abcXYZ019_",
    "CATEGORY_NOT_DIGIT": "ab -\\",
    "CATEGORY_NOT_SPACE": "ab19-\\",
    "CATEGORY_NOT_WORD": " -\\/.",
}
ANYTHING = "aZ5 -_/\\.'\"é"


def sample(pattern: re.Pattern[str], random: Random) -> str:
    """One text, chosen by `random`."""
    return _of_items(_parser.parse(pattern.pattern, pattern.flags), random)


def _of_items(items: Any, random: Random) -> str:
    return "".join(_of_item(str(operator), argument, random) for operator, argument in items)


def _of_item(operator: str, argument: Any, random: Random) -> str:
    match operator:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return random.choice(ANYTHING.replace(chr(argument), ""))
        case "ANY":
            return random.choice(ANYTHING)
        case "IN":
            return random.choice(_members(argument) or ANYTHING)
        case "BRANCH":
            return _of_items(random.choice(argument[1]), random)
        case "SUBPATTERN":
            return _of_items(argument[-1], random)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, items = argument
            return "".join(_of_items(items, random) for _ in range(random.randint(least, min(most, least + 3))))
        case _:
            return ""


def _members(members: Any) -> str:
    """The characters of a class, of ranges only the ends."""
    found = ""
    for operator, argument in members:
        match str(operator):
            case "LITERAL":
                found += chr(argument)
            case "RANGE":
                found += chr(argument[0]) + chr(argument[1])
            case "CATEGORY":
                found += CATEGORIES[str(argument)]
    if str(members[0][0]) == "NEGATE":
        return "".join(character for character in ANYTHING if character not in found)
    return found
