from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from otasuke.detect.learn.support import UnfitSupport, parse_supports, system_of

TABLE = Path(__file__).parents[3] / "rules" / "end-of-support.toml"
SUPPORTS = parse_supports(TABLE.read_text(encoding="utf-8"))
XP = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)"
SEVEN = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36"
TEN = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


@pytest.mark.parametrize(
    ("said", "name", "ended"),
    [
        ({"texts": [XP]}, "Windows XP", date(2014, 4, 8)),
        ({"texts": ["", "Windows 5.1"]}, "Windows XP", date(2014, 4, 8)),
        ({"texts": [SEVEN]}, "Windows 7 or Server 2008 R2", date(2020, 1, 14)),
        ({"texts": ["Windows Server 2008 R2 Standard 7601"]}, "Windows 7 or Server 2008 R2", date(2020, 1, 14)),
        ({"texts": ["Windows Server 2012 R2 Essentials"]}, "Windows 8.1 or Server 2012 R2", date(2023, 10, 10)),
        ({"build": "19045.4170"}, "Windows 10", date(2025, 10, 14)),
        ({"build": "22631"}, "Windows 11 version 23H2", date(2026, 11, 10)),
    ],
)
def test_a_system_is_known_by_what_it_says(said: dict[str, object], name: str, ended: date) -> None:
    found = system_of(SUPPORTS, **said)

    assert found
    assert (found.name, found.ended) == (name, ended)


@pytest.mark.parametrize(
    "said", [{"texts": [TEN]}, {"build": "26100.1"}, {"build": ""}, {"dialect": "3.11"}, {"texts": ["Android 14;"]}]
)
def test_what_is_mended_or_says_nothing_is_not_in_the_table(said: dict[str, object]) -> None:
    assert system_of(SUPPORTS, **said) is None


def test_every_day_has_a_source() -> None:
    assert all(one.source.startswith("https://") for one in SUPPORTS)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[[system]", "no TOML"),
        ("", "no [[system]]"),
        ('[[system]]\nname = "A"\nsource = "x"\n', "system 1 (A) needs name, ended"),
        ('[[system]]\nname = "A"\nended = "2020-01-01"\nsource = "x"\n', "needs name, ended"),
        ('[[system]]\nname = "A"\nended = 2020-01-01\nsource = "x"\n', "nothing is known by it"),
        ('[[system]]\nname = "A"\nended = 2020-01-01\nsource = "x"\ntexts = ["("]\n', "no pattern"),
        ('[[system]]\nname = "A"\nended = 2020-01-01\nsource = "x"\nbuild = [1]\n', "build is not known"),
    ],
)
def test_an_unfit_table_is_refused_with_the_reason(table: str, words: str) -> None:
    with pytest.raises(UnfitSupport) as caught:
        parse_supports(table)

    assert words in str(caught.value)
