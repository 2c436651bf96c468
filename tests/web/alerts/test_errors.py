"""What can be wrong about alerts."""

from __future__ import annotations

from otasuke.web.alerts.errors import Refused
from otasuke.web.ui.sentences import _


def test_a_refusal_says_everything_that_is_wrong() -> None:
    assert str(Refused(_("一つ目。"), _("二つ目。"))) == "一つ目。 二つ目。"
