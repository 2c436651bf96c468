from functools import cache
from pathlib import Path

import pytest
import yaml

from advice.given import our_book
from otasuke.advice.advise import advise
from otasuke.advice.book import Shelf
from otasuke.advice.coverage import coverage, rendering_problems
from otasuke.advice.happening import Happening, LogKind
from otasuke.advice.sheet import LANGUAGES

RULES = Path(__file__).parents[2] / "rules" / "otasuke"


@cache
def rules_in(folder: Path) -> list[Happening]:
    """Every rule of the folder, read without the product's own parser."""
    found: list[Happening] = []
    for path in sorted(folder.rglob("*.yml")):
        for rule in yaml.load_all(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(rule, dict) and "title" in rule and "filter" not in rule:
                log = rule.get("logsource") or {}
                found.append(
                    Happening(
                        rule=str(rule.get("id", "")),
                        level=rule.get("level", "medium"),
                        tags=tuple(rule.get("tags") or ()),
                        log=LogKind(*(log.get(part) or "" for part in ("product", "category", "service"))),
                    )
                )
    return found


def test_every_own_rule_renders() -> None:
    rules = rules_in(RULES)

    report = coverage(rules, our_book())

    assert report.problems == ()
    assert report.by_shelf.total() == len(rules) > 5


def test_every_own_rule_that_tells_somebody_has_words_of_its_own() -> None:
    silent = [rule for rule in rules_in(RULES) if not our_book().find(Shelf.RULE, rule.rule, "ja")]

    assert {rule.level for rule in silent} == {"informational"}  # parts of correlations, which are told instead


@pytest.mark.shared_data
def test_every_rule_of_sigmahq_renders(shared_data: Path) -> None:
    rules = rules_in(shared_data / "sigma")

    report = coverage(rules, our_book())

    assert report.problems == ()
    assert report.by_shelf.total() == len(rules) > 3_000
    assert report.by_shelf[Shelf.TECHNIQUE] > 0.75 * len(rules)


@pytest.mark.shared_data
def test_the_most_frequent_techniques_and_all_tactics_of_sigmahq_have_words(shared_data: Path) -> None:
    tags = [tag.removeprefix("attack.") for rule in rules_in(shared_data / "sigma") for tag in rule.tags]
    techniques = sorted({tag for tag in tags if tag.startswith("t1")}, key=lambda tag: -tags.count(tag))
    tactics = {tag for tag in tags if not tag.startswith(("t1", "cve", "car", "detection", "stp", "ds0", "s0", "g0"))}

    assert [tag for tag in techniques[:80] if not our_book().find(Shelf.TECHNIQUE, tag, "ja")] == []
    assert [tag for tag in tactics if not our_book().find(Shelf.TACTIC, tag, "ja")] == []


def test_every_sheet_of_the_book_renders_at_every_level() -> None:
    book = our_book()
    tags = {Shelf.TECHNIQUE: "attack.{}", Shelf.TACTIC: "attack.{}"}
    for shelf, key, _ in book.sheets:
        for level in ("critical", "high", "low"):
            for blocked in (False, True):
                happening = Happening(level, rule=key, tags=(tags.get(shelf, "").format(key),), blocked=blocked)
                for language in LANGUAGES:
                    assert rendering_problems(advise(happening, book, language=language)) == [], (shelf, key)


def test_a_gap_is_a_problem() -> None:
    advice = advise(Happening("low", rule="beaconing"), our_book())
    broken = type(advice)(**{name: getattr(advice, name) for name in advice.__slots__} | {"now": "「」です", "we": ""})  # type: ignore[attr-defined]

    assert rendering_problems(broken) == ["we is empty", "now shows '「」'"]
