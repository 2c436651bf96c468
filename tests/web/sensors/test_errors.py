"""What people are told about devices that cannot be."""

from __future__ import annotations

from django.utils.translation import override

from otasuke.web.sensors import errors
from otasuke.web.ui.sentences import Sentence
from otasuke.web.ui.telling import told

ERRORS = (
    errors.NotFound(),
    errors.AddressTaken("192.0.2.1"),
    errors.BrokerAway(),
    errors.CodeIsUsed(),
    errors.CodeIsOver(),
    errors.NoSuchCode(),
    errors.NoGateway(),
)


def test_each_says_what_is_wrong_in_the_reader_s_language() -> None:
    assert errors.BadDevice("name", Sentence("長い")).field == "name"
    assert "192.0.2.1" in str(errors.AddressTaken("192.0.2.1"))
    assert "何も変わっていません" in str(errors.BrokerAway())
    with override("en"):
        assert [told(one.sentence).isascii() for one in ERRORS] == [True] * len(ERRORS)
