from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.rule_files import find_rule_files, load_rule_files, read_rule_files
from otasuke.cli.rule_samples import read_events, try_samples
from otasuke.detect.evaluate import matches
from otasuke.detect.load import load_filters, load_rules

SYSMON = '{"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "Image": "%s"}'
START = "22222222-2222-4222-8222-222222222222"


def sample(folder: Path, name: str, image: str) -> None:
    (folder / START).mkdir(parents=True, exist_ok=True)
    (folder / START / f"{name}.json").write_text(SYSMON % image)


def problems(rules: str, folder: Path) -> list[str]:
    found = try_samples(load_rule_files([rules], {}), folder).problems
    return [one for one in found if START in one]


def test_samples_that_do_as_they_should_are_no_problem(rules: str, tmp_path: Path) -> None:
    sample(tmp_path / "s", "hit-a", "a.exe")
    sample(tmp_path / "s", "miss-a", "a.com")

    assert problems(rules, tmp_path / "s") == []


def test_samples_that_do_otherwise_are_named(rules: str, tmp_path: Path) -> None:
    sample(tmp_path / "s", "hit-a", "a.com")
    sample(tmp_path / "s", "miss-a", "a.exe")

    assert [one.partition(": ")[2] for one in problems(rules, tmp_path / "s")] == [
        f"{START} should hold, and does not; see `otasuke rules explain`",
        f"{START} holds, and should not; see `otasuke rules explain`",
    ]


def test_samples_of_no_rule_are_a_problem(rules: str, tmp_path: Path) -> None:
    (tmp_path / "s" / "nobody").mkdir(parents=True)

    found = try_samples(load_rule_files([rules], {}), tmp_path / "s").problems

    assert found[-1] == f"{tmp_path}/s/nobody: there is no rule with this id"


def test_a_sample_must_be_readable() -> None:
    with pytest.raises(CliError, match=r"x\.json: no event can be read"):
        read_events("x.json", b"{")


MANY = "33333333-3333-4333-8333-333333333333"


def sequence(folder: Path, name: str, minutes: list[int]) -> None:
    (folder / MANY).mkdir(parents=True, exist_ok=True)
    starts = (
        f'{{"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "Computer": "a", "Image": "a.exe", '
        f'"UtcTime": "2026-04-14 00:{minute:02}:00.000"}}\n'
        for minute in minutes
    )
    (folder / MANY / name).write_text("".join(starts))


def test_a_sample_of_a_correlation_is_what_happened_in_order(rules: str, tmp_path: Path) -> None:
    sequence(tmp_path / "s", "hit-five.ndjson", [1, 2, 3, 4, 5])
    sequence(tmp_path / "s", "miss-four.ndjson", [1, 2, 3, 4])
    sequence(tmp_path / "s", "hit-four.ndjson", [1, 2, 3, 4])
    sequence(tmp_path / "s", "miss-five.ndjson", [1, 2, 3, 4, 5])

    found = [one for one in try_samples(load_rule_files([rules], {}), tmp_path / "s").problems if MANY in one]

    assert [one.partition(": ")[0].rpartition("/")[2] for one in found] == ["hit-four.ndjson", "miss-five.ndjson"]


def test_a_correlation_that_only_serves_others_is_tried_too(rules: str, tmp_path: Path) -> None:
    chain = f"""
title: Again and again
id: 44444444-4444-4444-8444-444444444444
correlation: {{type: event_count, rules: [{MANY}], timespan: 1d, condition: {{gte: 2}}}}
"""
    Path(rules, "chain.yml").write_text(chain)
    sequence(tmp_path / "s", "hit-five.ndjson", [1, 2, 3, 4, 5])
    sequence(tmp_path / "s", "miss-four.ndjson", [1, 2, 3, 4])

    assert not [one for one in try_samples(load_rule_files([rules], {}), tmp_path / "s").problems if MANY in one]


def test_a_correlation_without_samples_is_a_problem(rules: str, tmp_path: Path) -> None:
    found = try_samples(load_rule_files([rules], {}), tmp_path / "s").problems

    assert sum(MANY in one for one in found) == 2


NARROWING = "44444444-4444-4444-8444-444444444444"
FILTER = f"""
title: The updater of a maker
id: {NARROWING}
logsource: {{product: windows, category: process_creation}}
filter:
  rules: [{START}]
  updater:
    Image|startswith: 'C:\\Program Files\\Maker\\'
  condition: not updater
"""


def problems_of_filter(folder: Path, **images: str) -> list[str]:
    (folder / NARROWING).mkdir(parents=True)
    for name, image in images.items():
        (folder / NARROWING / f"{name}-a.json").write_text(SYSMON % image.replace("\\", "\\\\"))
    filters, faults = load_filters([("filter.yml", FILTER.encode())])
    assert not faults
    return [one.partition(": ")[2] for one in try_samples(load_rules([]), folder, filters=filters).problems]


def test_a_filter_silences_what_it_is_for_and_keeps_the_attack_beside_it(tmp_path: Path) -> None:
    honest, attack = r"C:\Program Files\Maker\update.exe", r"C:\Users\a\Program Files\Maker\update.exe"

    assert problems_of_filter(tmp_path / "good", silenced=honest, kept=attack) == []
    assert problems_of_filter(tmp_path / "bad", silenced=attack, kept=honest) == [
        f"{NARROWING} should silence it, and does not",
        f"{NARROWING} should keep it, and does not",
    ]


def test_a_filter_needs_both_samples(tmp_path: Path) -> None:
    [problem] = problems_of_filter(tmp_path, silenced=r"C:\Program Files\Maker\update.exe")

    assert problem == f"{NARROWING} has no sample {tmp_path}/{NARROWING}/kept-*"


def test_a_sample_of_a_filter_is_of_its_log_source(tmp_path: Path) -> None:
    problems_of_filter(tmp_path, silenced="a.exe", kept="b.exe")
    filters, _ = load_filters([("filter.yml", FILTER.replace("process_creation", "image_load").encode())])

    found = try_samples(load_rules([]), tmp_path, filters=filters).problems

    assert [one.rpartition(", ")[2] for one in found] == ["and this is not of it"] * 2


FILTERS = Path(__file__).parents[2] / "rules" / "filters"


def test_the_shipped_filters_do_what_their_samples_say() -> None:
    filters, faults = load_filters(read_rule_files(find_rule_files([str(FILTERS)])))

    outcome = try_samples(load_rules([]), FILTERS / "samples", filters=filters)

    assert (len(filters) > 0, faults, outcome.problems) == (True, [], ())


def test_the_shipped_filters_silence_rules_of_sigmahq_and_keep_attacks_told(shared_data: Path) -> None:
    files = read_rule_files(find_rule_files([str(FILTERS)]))
    filters, _ = load_filters(files)
    targets = {target for one in filters for target in one.targets or ()}
    every = [(str(path), path.read_bytes()) for path in (shared_data / "sigma").rglob("*.yml")]
    rules = [(path, data) for path, data in every if any(target.encode() in data[:2000] for target in targets)]
    raw, filtered = load_rules(rules), load_rules([*rules, *files])

    assert {one.id for one in raw.rules} >= targets
    assert filtered.notes == ()
    for path in sorted((FILTERS / "samples").rglob("*.json")):
        for event in read_events(str(path), path.read_bytes()):
            named = next(one.targets or () for one in filters if one.id == path.parent.name)
            before, after = (
                [one.id for one in rules.rules if one.id in named and matches(one, event)] for rules in (raw, filtered)
            )
            assert before, f"{path} is of no attack that a rule knows"
            assert after == (before if path.name.startswith("kept") else []), path
