from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.learn.names import MAY_BE_GENERATED, is_generated, registered


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("www.example.com", "example.com"),
        ("a.b.example.co.jp.", "example.co.jp"),
        ("e-tax.nta.go.jp", "nta.go.jp"),
        ("example.jp", "example.jp"),
        ("localhost", ""),
        ("192.168.11.14", ""),
        ("a..b", ""),
        ("", ""),
    ],
)
def test_the_registered_part(name: str, owner: str) -> None:
    assert registered(name) == owner


@pytest.mark.parametrize("name", ["xjwkqpvtmz.com", "a1b2c3d4e5.net", "kq3v9zr7wx1.info", "mvbrtkxqpl.ru"])
def test_nobody_speaks_what_a_program_made_up(name: str) -> None:
    assert is_generated(name)


@pytest.mark.parametrize(
    "name",
    [
        "kuronekoyamato.co.jp",
        "microsoft.com",
        "moneyforward.com",
        "googleapis.com",
        "xn--wgv71a119e.jp",
        "h2o.jp",
        "gstatic.com",
    ],
)
def test_people_speak_what_people_thought_of(name: str) -> None:
    assert not is_generated(name)


@given(st.text("bk19-a.", max_size=12))
def test_the_quick_look_misses_no_name_that_a_program_made_up(name: str) -> None:
    assert not is_generated(name) or re.search(MAY_BE_GENERATED, name)
