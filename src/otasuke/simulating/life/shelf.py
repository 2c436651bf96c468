"""All activities that there are, and which companies have what they need. The data stand in `data/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from otasuke.simulating.company import Company
from otasuke.simulating.life.activity import Activity
from otasuke.simulating.life.reading import BadActivity, activity_of
from otasuke.simulating.life.software import Software

DOMAIN = "domain"
"""The trait of companies whose computers are in a domain."""
DATA = Path(__file__).parent / "data"
_PROGRAMS, _TRAITS = "programs.toml", "traits.toml"


@lru_cache(maxsize=1)
def activities() -> Sequence[Activity]:
    """Every activity, in the order of files and lines. Raises BadActivity."""
    software = Software(_table(_PROGRAMS))
    traits = {DOMAIN, *(name for group in _traits().values() for name in group)}
    found = []
    for path in sorted(DATA.glob("*.toml")):
        if path.name not in (_PROGRAMS, _TRAITS):
            found += [activity_of(name, table, software) for name, table in _table(path.name).items()]
    for one in found:
        if unknown := one.traits - traits:
            raise BadActivity(f"{one.name}: no group of {_TRAITS} has the trait {', '.join(sorted(unknown))}")
    return found


@lru_cache(maxsize=4096)
def traits_of(company: Company, seed: int) -> frozenset[str]:
    """What a company has: of every group one thing, or nothing."""
    dice = Random(f"traits/{seed}/{company.number}")
    drawn = [_one_of(group, dice.random()) for group in _traits().values()]
    return frozenset([*filter(None, drawn), *([DOMAIN] if company.domain else [])])


def _one_of(group: Mapping[str, float], place: float) -> str:
    for name, share in group.items():
        if place < share:
            return name
        place -= share
    return ""


@lru_cache(maxsize=1)
def _traits() -> Mapping[str, Mapping[str, float]]:
    return _table(_TRAITS)


def _table(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadActivity(f"{name}: {error}") from error
