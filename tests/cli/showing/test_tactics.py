from otasuke.cli.showing.tactics import tactics_in


def test_tactics_are_found_in_both_spellings_and_once() -> None:
    tags = ["attack.credential-access", "attack.Credential_Access", "attack.t1003", "cve.2026-1", "attack.impact"]

    assert tactics_in(tags) == ["credential-access", "impact"]
