"""What an error tells staff."""

from __future__ import annotations

from otasuke.web.contracts.errors import BreaksRules
from otasuke.web.contracts.policy import Breach


def test_every_rule_that_is_broken_stands_on_a_line_of_its_own() -> None:
    error = BreaksRules([Breach("insurance", 5), Breach("visit", 3)], "network")

    assert str(error).split("\n") == [str(one) for one in error.sentences]
    assert "基準5" in str(error.sentences[0])
    assert "基準3" in str(error.sentences[1])
