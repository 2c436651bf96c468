"""The names of the levels, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from otasuke.web.ui.templatetags.levels import level_name, level_words


@pytest.mark.parametrize(
    ("colour", "said"),
    [("aka", "赤 いますぐ電話"), ("ki", "黄 今日中に"), ("ao", "青 お知らせ"), ("mi", "緑 止めました")],
)
def test_each_level_has_its_word(colour: str, said: str) -> None:
    with override("ja"):
        assert f"{level_name(colour)} {level_words(colour)}" == said
