"""Fields for names."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from otasuke.web.accounts.names import name_field, name_kana_field, one_name


@pytest.mark.parametrize("name", ["稲森 修", "O'Brien", "Ōe-Smith, Jr.", "ジョン・スミス"])
def test_names_are_names(name: str) -> None:
    one_name(name)

    assert name_field().clean(f" {name} ") == name


@pytest.mark.parametrize("name", ["x\nhttp", "evil.example/x", "https:", "<b>", "a@b", "x\u2028y"])
def test_addresses_and_lines_are_none(name: str) -> None:
    with pytest.raises(ValidationError):
        name_field().clean(name)


def test_how_it_is_read_may_be_left_out() -> None:
    assert name_kana_field().clean("") == ""
