"""The rules of the service, as somebody names one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.rule_files import prepared_rules
from otasuke.config import Settings
from otasuke.detect.indicators.sighting import RULE_TITLES
from otasuke.detect.learn.catalogue import CATALOGUE, rule_id
from otasuke.detect.plan.saved import load
from otasuke.local.state import read_rules

_LEARNT = {rule_id(name): entry.title for name, entry in CATALOGUE.items()}

if TYPE_CHECKING:
    from otasuke.detect.plan.saved import SavedRules


def rules_of_service(settings: Settings, paths: Sequence[Path] | None) -> SavedRules:
    """The rules of these files and folders, or of the settings, or those with which `otasuke up` was started last."""
    chosen = tuple(paths or settings.rules or read_rules(settings.data_folder))
    if not chosen:
        raise CliError(
            "it is not known which rules the service runs",
            hint="Name the files or folders with --rules, or OTASUKE_RULES.",
            exit_code=Exit.BAD_RULES,
        )
    return load(prepared_rules([str(path) for path in chosen], {}, Artefacts(cache_folder(os.environ))))


def named_rule(rules: SavedRules, text: str) -> tuple[str, str]:
    """Id and title of the rule, the learnt detector or the kind of indicators with this id; else what is near to it is said."""
    known = (*rules.ids, *(one.id for one in rules.correlations), *_LEARNT, *RULE_TITLES)
    by_id = {id.casefold(): id for id in known}
    id = by_id.get(text.casefold())
    if id is not None:
        return id, next(title for one, title in _titles(rules, {id}))
    raise CliError(f"there is no rule with the id {text!r}", hint=_near(rules, text, by_id), exit_code=Exit.USAGE)


def _near(rules: SavedRules, text: str, by_id: dict[str, str]) -> str:
    titles = list(_titles(rules, None))
    if near := get_close_matches(text.casefold(), by_id, n=1):
        return f"Did you mean {by_id[near[0]]}, {dict(titles)[by_id[near[0]]]!r}?"
    by_title = {title.casefold(): id for id, title in titles}
    if near := get_close_matches(text.casefold(), by_title, n=1):
        return f"Did you mean {by_title[near[0]]}, {dict(titles)[by_title[near[0]]]!r}?"
    return "Every detection names the id of its rule."


def _titles(rules: SavedRules, only: set[str] | None) -> Iterator[tuple[str, str]]:
    """Id and title of rules, learnt detectors and correlations."""
    for number, id in enumerate(rules.ids):
        if only is None or id in only:
            yield id, rules.rule(number).title
    yield from ((id, title) for id, title in _LEARNT.items() if only is None or id in only)
    for one in rules.correlations:
        if only is None or one.id in only:
            yield one.id, one.title
    yield from ((id, title) for id, title in RULE_TITLES.items() if only is None or id in only)
