from __future__ import annotations

from dataclasses import replace

import pytest

from local.services import service
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.tenants.known_rules import named_rule, rules_of_service
from otasuke.config import Settings
from otasuke.local.state import write_state
from otasuke.local.supervisor import Watched
from pipeline.cast import FAILED_SIGN_IN, GUESSING, WHOAMI
from pipeline.tenant_cast import FAILED_ID, GUESSING_ID, WHOAMI_ID


@pytest.fixture
def rules_folder(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    for number, text in enumerate((WHOAMI, FAILED_SIGN_IN, GUESSING)):
        (folder / f"{number}.yml").write_text(text)
    return folder


def test_rules_and_correlations_are_known_by_their_ids(tmp_path, rules_folder):
    rules = rules_of_service(Settings(tmp_path, rules=(rules_folder,)), None)

    assert named_rule(rules, FAILED_ID) == (FAILED_ID, "A sign-in failed")
    assert named_rule(rules, GUESSING_ID.upper()) == (GUESSING_ID, "Many sign-ins failed")
    assert named_rule(rules, "indicators/address") == ("indicators/address", "悪いと知られている相手との通信")
    assert named_rule(rules, "learn/spam-run")[0] == "learn/spam-run"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (WHOAMI_ID.replace("8111", "8112"), f"Did you mean {WHOAMI_ID}, 'Whoami was run'?"),
        ("many sign-ins fail", f"Did you mean {GUESSING_ID}, 'Many sign-ins failed'?"),
        ("learn/beacon", "Did you mean learn/beaconing, '決まった時間ごとに"),
        ("", "names the id"),
    ],
)
def test_what_is_near_to_an_unknown_id_is_said(tmp_path, rules_folder, text, hint):
    rules = rules_of_service(Settings(tmp_path), [rules_folder])

    with pytest.raises(CliError) as error:
        named_rule(rules, text)

    assert repr(text) in error.value.message
    assert hint in error.value.hint


def test_rules_that_nobody_named_are_those_of_the_service(tmp_path, rules_folder):
    with pytest.raises(CliError) as error:
        rules_of_service(Settings(tmp_path), None)
    assert error.value.exit_code == Exit.BAD_RULES

    told = replace(service(tmp_path), environment={"OTASUKE_RULES": str(rules_folder)})
    write_state(tmp_path, [Watched(service(tmp_path, "nats")), Watched(told)])

    assert WHOAMI_ID in rules_of_service(Settings(tmp_path), None).ids
