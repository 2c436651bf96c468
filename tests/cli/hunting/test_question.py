"""Files of a question: what is wrong with them is said, and the rest is asked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import orjson
import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.hunting.question import question_of
from otasuke.lake.hunting.questions import Condition, Indicators, Rules


def asked(**arguments: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"conditions": [], "text": [], "indicators": None, "rule": None} | arguments)


def test_conditions_and_words_are_one_question() -> None:
    assert isinstance(question_of(asked(conditions=["A=b"], text=["c"])), Condition)


def test_several_lists_are_one_question_and_what_they_lack_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stix = {"type": "bundle", "id": "bundle--1", "objects": [{"type": "malware", "id": "malware--1"}]}
    (tmp_path / "a.json").write_bytes(orjson.dumps(stix))
    (tmp_path / "b.txt").write_text("evil.com\n" + "\x1b[31m no\n" * 30)

    question = question_of(asked(indicators=[str(tmp_path / "a.json"), str(tmp_path / "b.txt")]))

    assert isinstance(question, Indicators)
    said = capsys.readouterr().err
    assert "left out or widened: 1 objects of the type 'malware', which are no indicators" in said
    assert "… and 10 more that are no indicators" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("content", "words"), [("no\n", "there is no indicator in these files"), ("", "there is nothing in it")]
)
def test_a_list_with_nothing_in_it_is_a_mistake(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "a.txt").write_text(content)

    with pytest.raises(CliError, match=words):
        question_of(asked(indicators=[str(tmp_path / "a.txt")]))


def test_rules_that_cannot_run_are_named_and_correlations_too(
    rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules" / "broken.yml").write_text("title: x\n")

    assert isinstance(question_of(asked(rule=[rules])), Rules)

    said = capsys.readouterr().err
    assert "broken.yml:1: " in said
    assert "'Many programs start' is a correlation: its rules are hunted one by one" in said


def test_no_rule_that_runs_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text("title: x\n")

    with pytest.raises(CliError, match="none of the rules can be hunted"):
        question_of(asked(rule=[str(tmp_path / "broken.yml")]))
