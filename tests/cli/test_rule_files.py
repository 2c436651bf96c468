import os
from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.exits import CliError
from otasuke.cli.rule_files import find_rule_files, prepared_rules
from otasuke.detect.plan.saved import load


def test_folders_give_their_yaml_files_in_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "c.txt", ".hidden.yml", "sub/d.YML"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    found = find_rule_files([str(tmp_path), str(tmp_path / "b.yml")])

    assert [Path(file.path).name for file in found] == ["a.yaml", "b.yml", "d.YML"]


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_no_rules_at_all_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CliError, match="no rule"):
        find_rule_files([str(tmp_path / name)])


def test_rules_are_prepared_once_until_one_changes(rules: str, tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "cache")
    file = Path(rules, "rules.yml")

    first = prepared_rules([rules], {}, artefacts)
    same = prepared_rules([rules], {}, artefacts)
    file.write_text(file.read_text().replace("level: low", "level: high"))
    changed = prepared_rules([rules], {}, artefacts)

    assert first == same
    assert [load(data).rule(1).level.value for data in (first, changed)] == ["low", "high"]


def test_a_new_time_of_change_alone_prepares_nothing(rules: str, tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "cache")
    prepared_rules([rules], {}, artefacts)

    os.utime(Path(rules, "rules.yml"), (1, 1))
    prepared_rules([rules], {}, artefacts)

    assert len(list((tmp_path / "cache").glob("rules-*"))) == 1
    assert len(list((tmp_path / "cache").glob("glance-*"))) == 2


def test_other_placeholders_are_other_rules(rules: str, tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "cache")

    prepared_rules([rules], {}, artefacts)
    prepared_rules([rules], {"x": ["1"]}, artefacts)

    assert len(list((tmp_path / "cache").glob("rules-*"))) == 2
