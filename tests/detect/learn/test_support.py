from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from otasuke.detect.learn.support import UnfitSupport, parse_supports, system_of

TABLE = Path(__file__).parents[3] / "rules" / "end-of-support.toml"
SUPPORTS = parse_supports(TABLE.read_text(encoding="utf-8"))
XP = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)"
SEVEN = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36"
PHONE = "Mozilla/5.0 ({}; CPU {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1"
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
        ({"build": "22631", "texts": ["Windows 10 Pro"]}, "Windows 11 version 23H2 Home or Pro", date(2025, 11, 11)),
        ({"build": "26100", "texts": ["Windows 11 Home"]}, "Windows 11 version 24H2 Home or Pro", date(2026, 10, 13)),
        ({"build": "26100", "texts": ["Windows Server 2025 Standard"]}, "Windows Server 2025", date(2034, 11, 14)),
        ({"build": "17763", "texts": ["Windows 10 Pro"]}, "Windows 10 version 1607 or 1809", date(2021, 5, 11)),
        ({"build": "17763", "texts": ["Windows Server 2019 Standard"]}, "Windows Server 2019", date(2029, 1, 9)),
        ({"build": "9600", "texts": ["Windows 8.1 Pro"]}, "Windows 8.1", date(2023, 1, 10)),
        (
            {"texts": ["Microsoft Office Personal 2019 - ja-jp 16.0.10417.20108"]},
            "Office 2016 or 2019",
            date(2025, 10, 14),
        ),
        ({"texts": ["Microsoft SQL Server 2014 (64 ビット) 12.3"]}, "SQL Server 2014", date(2024, 7, 9)),
        ({"texts": ["macOS 12.7.6"]}, "macOS 12", date(2024, 9, 16)),
        ({"texts": [PHONE.format("iPhone", "iPhone OS 14_8")]}, "iOS 13 or 14", date(2021, 10, 26)),
        ({"texts": [PHONE.format("iPad", "OS 9_3_5")]}, "iOS 11 or older", date(2019, 7, 22)),
        ({"texts": ["Dalvik/2.1.0 (Linux; U; Android 11; SO-02L Build/55.1.A.9.82)"]}, "Android 11", date(2024, 2, 5)),
        ({"texts": ["Fortigate v7.0.12"]}, "FortiOS 7.0", date(2025, 9, 30)),
        ({"texts": ["CentOS Linux 7 (Core)"]}, "CentOS 7", date(2024, 6, 30)),
    ],
)
def test_a_system_is_known_by_what_it_says(said: dict[str, object], name: str, ended: date) -> None:
    found = system_of(SUPPORTS, **said)

    assert found
    assert (found.name, found.ended) == (name, ended)


@pytest.mark.parametrize(
    "said",
    [
        {"texts": [TEN]},
        {"build": "26100.1"},
        {"build": ""},
        {"dialect": "3.11"},
        {"texts": ["Android 14;"]},
        {"texts": ["Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36"]},
        {"texts": ["Mozilla/5.0 (Android 10; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0"]},
        {
            "texts": [
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
            ]
        },
        {"texts": [PHONE.format("iPhone", "iPhone OS 18_6")]},
        {"texts": ["Microsoft SQL Server 2012 Native Client 11.0"]},
        {"texts": ["Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)"]},
        {"texts": ["Fortigate v7.6.1"]},
    ],
)
def test_what_is_mended_or_says_nothing_is_not_in_the_table(said: dict[str, object]) -> None:
    assert system_of(SUPPORTS, **said) is None


def test_every_day_has_a_source_and_was_looked_at() -> None:
    assert all(one.source.startswith("https://") and one.checked >= date(2026, 11, 23) for one in SUPPORTS)


def test_no_system_is_named_twice_with_different_days_to_the_same_computer() -> None:
    builds = [(build, one.editions == ()) for one in SUPPORTS for build in one.builds]

    assert all(builds.count((build, True)) <= 1 for build, _ in builds)


WHOLE = '[[system]]\nname = "A"\nended = 2020-01-01\nsource = "x"\nchecked = 2026-01-01\n'


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[[system]", "no TOML"),
        ("", "no [[system]]"),
        ('[[system]]\nname = "A"\nsource = "x"\n', "system 1 (A) needs a name and ended"),
        (WHOLE.replace("ended = 2020-01-01", 'ended = "2020-01-01"'), "needs a name and ended"),
        (WHOLE.replace('source = "x"\n', ""), "system 1 (A) needs source, where its day stands, and checked"),
        (WHOLE.replace('"x"', '" "'), "needs source"),
        (WHOLE.replace("checked = 2026-01-01\n", ""), "needs source, where its day stands, and checked, the date"),
        (WHOLE + "texts = ['a']\npaid_until = 2019-01-01\n", "paid_until is to be a date after 2020-01-01"),
        (WHOLE, "nothing is known by it"),
        (WHOLE + 'texts = ["("]\n', "no pattern"),
        (WHOLE + "build = [1]\n", "build is not known"),
        (WHOLE + "texts = ['a']\neditions = ['b']\n", "editions, but no builds"),
    ],
)
def test_an_unfit_table_is_refused_with_the_reason(table: str, words: str) -> None:
    with pytest.raises(UnfitSupport) as caught:
        parse_supports(table)

    assert words in str(caught.value)
