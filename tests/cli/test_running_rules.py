from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.running_rules import FileRules
from otasuke.pipeline.rules import BadRules
from pipeline.cast import FAILED_SIGN_IN, GUESSING, WHOAMI


def rules_in(folder):
    return FileRules([str(folder)], Artefacts(cache_folder()))


def test_rules_of_a_folder_run_and_know_their_correlations(tmp_path):
    for name, text in (("a.yml", WHOAMI), ("b.yml", FAILED_SIGN_IN), ("c.yml", GUESSING)):
        (tmp_path / name).write_text(text)

    running = rules_in(tmp_path).load()

    assert [one.title for one in running.correlations] == ["Many sign-ins failed"]
    assert [rule.title for rule in running.correlated] == ["A sign-in failed"]
    assert running.open_engine(running.rule).match_events([]).pairs.tolist() == []


def test_a_file_that_is_changed_added_or_removed_is_noticed(tmp_path):
    (tmp_path / "a.yml").write_text(WHOAMI)
    rules = rules_in(tmp_path)
    first = rules.load()
    assert not rules.has_changed()

    (tmp_path / "b.yml").write_text(FAILED_SIGN_IN)

    assert rules.has_changed()
    assert rules.load().version != first.version
    assert not rules.has_changed()
    for path in tmp_path.iterdir():
        path.unlink()
    assert rules.has_changed()


def test_without_any_rule_it_is_said(tmp_path):
    with pytest.raises(BadRules, match="no rule files"):
        rules_in(tmp_path).load()


def test_rules_that_cannot_be_used_are_named_and_the_others_run(tmp_path):
    (tmp_path / "good.yml").write_text(WHOAMI)
    (tmp_path / "bad.yml").write_text(WHOAMI.replace("endswith", "endswiht").replace("1111-4111", "2111-4111"))
    (tmp_path / "lonely.yml").write_text(GUESSING)

    running = rules_in(tmp_path).load()

    assert running.count == 1
    assert sorted(fault.place.path.rpartition("/")[2] for fault in running.faults) == ["bad.yml", "lonely.yml"]


def test_every_process_calls_the_same_rules_by_the_same_version(tmp_path):
    (tmp_path / "a.yml").write_text(WHOAMI)
    program = "import sys; from cli.test_running_rules import rules_in; print(rules_in(sys.argv[1]).load().version)"
    tests = Path(__file__).resolve().parents[1]

    versions = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env=os.environ | {"PYTHONPATH": f"{tests.parent / 'src'}{os.pathsep}{tests}", "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(versions) == 1
