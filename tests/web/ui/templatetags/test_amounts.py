"""How pages write amounts."""

from __future__ import annotations

import pytest

from otasuke.web.ui.templatetags.amounts import grouped


@pytest.mark.parametrize(("amount", "written"), [(0, "0"), (999, "999"), (1_000, "1,000"), (21_450_000, "21,450,000")])
def test_thousands_stand_apart(amount: int, written: str) -> None:
    assert grouped(amount) == written
