"""What did it: the look of a detection, the same from a journal as from its row. Two of one look are the same thing done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from otasuke.detect.learn.habits import Hit, look
from otasuke.detect.rule import Level
from otasuke.events import Value
from otasuke.web.alerts.happenings import clean

_LONGEST = 2000


def look_of(rule: str, device: str, *, matched: Sequence[Sequence[str]], fields: Mapping[str, Value]) -> str:
    """In words, as habits have it; "" of what has no event to look at. matched, fields: as a row keeps them."""
    if not fields:
        return ""
    pairs = tuple((name, value) for name, value, *_pattern in matched)
    hit = Hit(tenant="", rule_id=rule, level=Level.MEDIUM, device=device, at=0, matched=pairs, fields=fields)
    seen: str = clean(look(hit), longest=_LONGEST)
    return seen


def digest_of(seen: str) -> str:
    """Of a look; of none, none."""
    return blake2b(seen.encode(), digest_size=16).hexdigest() if seen else ""
