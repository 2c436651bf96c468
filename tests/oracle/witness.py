"""A second opinion on how rules are read: pySigma parses, and its tree is evaluated here in the plainest way.

It has no log sources, no timestamps and no placeholders; it exists to catch a misreading in the oracle's own parser.
"""

from __future__ import annotations

import ipaddress
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

from oracle.tree import Fields
from oracle.values import with_strict_dollar

WILDCARDS = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
FLAGS = {"IGNORECASE": re.IGNORECASE, "MULTILINE": re.MULTILINE, "DOTALL": re.DOTALL}


class Witness:
    """One rule as pySigma reads it."""

    def __init__(self, document: dict[str, Any]) -> None:
        rule = SigmaRule.from_dict(document)
        self.conditions = [condition.parsed for condition in rule.detection.parsed_condition]

    def holds(self, fields: Fields) -> bool:
        return any(holds(condition, fields) for condition in self.conditions)


def holds(node: Any, fields: Fields) -> bool:
    match node:
        case ConditionAND():
            return all(holds(one, fields) for one in node.args)
        case ConditionOR():
            return any(holds(one, fields) for one in node.args)
        case ConditionNOT():
            return not holds(node.args[0], fields)
        case ConditionFieldEqualsValueExpression(field=field, value=value):
            return field_passes(field, value, fields)
        case ConditionValueExpression(value=value):
            return any(passes(value, one, keyword=True) for values in fields.values.values() for one in values)
    raise TypeError(f"pySigma has a node that is not known here: {node!r}")


def field_passes(field: str, value: Any, fields: Fields) -> bool:
    values = fields.values.get(field, ())
    match value:
        case SigmaExpansion():
            return any(field_passes(field, one, fields) for one in value.values)
        case SigmaNull():
            return field not in fields.values or "" in values
        case SigmaExists():
            return (field in fields.values) == value.exists
        case SigmaFieldReference():
            return any(agrees(value, mine, other) for mine in values for other in fields.values.get(value.field, ()))
    return any(passes(value, one, keyword=False) for one in values)


def agrees(reference: SigmaFieldReference, mine: str, other: str) -> bool:
    mine, other = mine.lower(), other.lower()
    if reference.starts_with and reference.ends_with:
        return other in mine
    if reference.starts_with:
        return mine.startswith(other)
    return mine.endswith(other) if reference.ends_with else mine == other


def passes(value: Any, text: str, *, keyword: bool) -> bool:
    match value:
        case SigmaString():
            return string_passes(value, text, keyword=keyword)
        case SigmaNumber() | SigmaBool():
            wanted = str(value).lower()
            return wanted in text.lower() if keyword else wanted == text.lower()
        case SigmaRegularExpression():
            return regex(value).search(text) is not None
        case SigmaCIDRExpression():
            return address_passes(value, text)
        case SigmaCompareExpression():
            return number_passes(value, text)
        case SigmaExpansion():
            return any(passes(one, text, keyword=keyword) for one in value.values)
    raise TypeError(f"pySigma has a value that is not known here: {value!r}")


def string_passes(value: SigmaString, text: str, *, keyword: bool) -> bool:
    cased = type(value).__name__ == "SigmaCasedString"
    parts = [part_pattern(part, cased=cased) for part in value.s]
    if None in parts:
        return False
    pattern = "".join(part or "" for part in parts)
    search = re.search if keyword else re.fullmatch
    return search(pattern, text if cased else text.lower(), re.DOTALL) is not None


def part_pattern(part: Any, *, cased: bool) -> str | None:
    """One part of a string as a regular expression; None for a placeholder that nobody filled in."""
    if isinstance(part, str):
        return re.escape(part if cased else part.lower())
    return WILDCARDS[part] if isinstance(part, SpecialChars) else None


def regex(value: SigmaRegularExpression) -> re.Pattern[str]:
    flags = re.ASCII
    for flag in value.flags:
        flags |= FLAGS[flag.name]
    pattern = str(value.regexp)
    return re.compile(pattern if flags & re.MULTILINE else with_strict_dollar(pattern), flags)


def address_passes(value: SigmaCIDRExpression, text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address) in value.network


def number_passes(value: SigmaCompareExpression, text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    if not number.is_finite() or not text.isascii() or text.strip() != text:
        return False
    bound = Decimal(str(value.number))
    return {"LT": number < bound, "LTE": number <= bound, "GT": number > bound, "GTE": number >= bound}[value.op.name]
