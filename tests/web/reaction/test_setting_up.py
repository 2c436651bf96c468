"""How a box is told to fetch."""

from __future__ import annotations

import pytest

from otasuke.web.reaction.lists import DIALECTS
from otasuke.web.reaction.setting_up import BRANDS, steps

ADDRESS = "https://otasuke.example/feeds/otsk_x"


@pytest.mark.parametrize("brand", BRANDS)
def test_every_brand_has_steps_that_name_a_list_of_this_company(brand: str) -> None:
    made = steps(brand, ADDRESS)

    assert any(ADDRESS in one.block for one in made)
    assert "まだ取りに来ていません" in str(made[-1].words)


def test_every_dialect_is_a_brands() -> None:
    assert set(DIALECTS) <= set(BRANDS)


def test_a_fortigate_is_told_of_three_lists() -> None:
    block = steps("fortigate", ADDRESS)[1].block

    assert block.count("set resource") == 3
    assert block.startswith("config system external-resource\n")
    assert block.endswith("\nend")
