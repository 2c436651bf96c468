import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.clean import LONGEST_NAME, LONGEST_PEER, clean_name, clean_peer

HOSTILE = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="ab.:/\\@[](){}<>*_`#|!&「」\u202e\u200f\u0000\n\u2066א\u0627。．｡ｈｔｐ", max_size=60),
    st.sampled_from(
        [
            "http://evil.example/login",
            "javascript:alert(1)",
            "[click](http://evil.example)",
            "evil.example。com",
            "＜script＞",
            "\\\\evil.example\\share\\a.exe",
            "boss@evil.example",
            "PC\u202egpj.exe",
            "x" * 5000,
            "a" + "\u0301" * 900,
            "\ufdfa" * 900,
        ]
    ),
)
LINK = re.compile(r"\w[.]\w|://|//|@|www\.|\\\\", re.IGNORECASE)


@given(HOSTILE)
def test_no_name_can_do_harm(text: str) -> None:
    for shown, longest in ((clean_name(text), LONGEST_NAME), (clean_peer(text), LONGEST_PEER)):
        assert not LINK.search(shown)
        assert not set(shown.replace("[.]", "")) & set("*_`<>[](){}#|!&\\「」\n\r\t\"'")
        assert not any(unicodedata.category(letter)[0] == "C" for letter in shown)
        assert not any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in shown)
        assert len(shown.replace("[.]", ".")) <= longest
        assert shown == shown.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("KEIRI-02", "KEIRI-02"),
        ("経理のパソコン", "経理のパソコン"),
        ("ｹｲﾘ", "ケイリ"),
        ("pc.local", "pc[.]local"),
        ("\u202eKEIRI\u0000\n02", "KEIRI 02"),
        ("שלום-PC", "〓〓〓〓-PC"),
        ("", ""),
        ("\u200b\u200b", ""),
        ("{phone}", "｛phone｝"),
    ],
)
def test_a_name_is_shown_as_it_is_but_harmless(text: str, shown: str) -> None:
    assert clean_name(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("203.0.113.5", "203[.]0[.]113[.]5"),
        ("http://user:pw@evil.example:8080/login?a=b", "evil[.]example:8080"),
        ("C:\\Users\\a\\請求書.pdf.exe", "請求書[.]pdf[.]exe"),
        ("boss@evil.example", "boss＠evil[.]example"),
        ("2001:db8::1", "2001:db8::1"),
        ("evil．example。", "evil[.]example"),
    ],
)
def test_a_counterpart_shows_whose_it_is_and_leads_nowhere(text: str, shown: str) -> None:
    assert clean_peer(text) == shown


def test_of_a_long_address_the_end_is_kept_as_it_says_whose_it_is() -> None:
    shown = clean_peer("www.your-bank.co.jp." + "a" * 60 + ".evil.example")

    assert shown.startswith("…")
    assert shown.endswith("[.]evil[.]example")


def test_of_a_long_name_the_beginning_is_kept() -> None:
    assert clean_name("x" * 100) == "x" * (LONGEST_NAME - 1) + "…"
