from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from otasuke.normalise.generic.pairs import _any_pairs, colon_pairs, pairs

keys = st.from_regex(r"[a-z_][a-z0-9_.\-]{0,10}", fullmatch=True)


def test_quoted_values_keep_their_spaces_and_equals_signs():
    assert pairs('a="x y=z" b=1') == {"a": "x y=z", "b": "1"}


def test_an_escaped_quote_is_a_quote_and_a_windows_path_keeps_its_backslashes():
    assert pairs(r'msg="say \"hi\"" path="C:\Users\bob"') == {"msg": 'say "hi"', "path": r"C:\Users\bob"}


def test_an_unquoted_value_goes_on_to_the_next_key():
    assert pairs("msg=User login failed, user=bob") == {"msg": "User login failed", "user": "bob"}


def test_a_missing_value_is_empty():
    assert pairs("a= b=2 c=") == {"a": "", "b": "2", "c": ""}


def test_a_repeated_key_has_all_its_values():
    assert pairs("ip=1.1.1.1 ip=2.2.2.2") == {"ip": ("1.1.1.1", "2.2.2.2")}


def test_commas_between_pairs_end_a_value_but_commas_in_it_do_not():
    assert pairs('a=1,b="x",list=1,2,3 url=/p?q=1') == {"a": "1", "b": "x", "list": "1,2,3", "url": "/p?q=1"}


def test_a_quote_that_is_never_closed_takes_the_rest():
    assert pairs('a="x y b=1') == {"a": "x y b=1"}


def test_prose_between_pairs_is_left_out():
    assert pairs('Deny 1.2.3.4 rc="101" (Ping) msg_id="3000"') == {"rc": "101", "msg_id": "3000"}


def test_check_point_pairs_are_read():
    assert colon_pairs('[action:"Accept"; rule_name:"a \\"b\\""; ]') == {"action": "Accept", "rule_name": 'a "b"'}


@given(st.dictionaries(keys, st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cs"]))))
def test_whatever_is_quoted_is_read_back(fields):
    line = " ".join(f'{key}="{value}"' for key, value in fields.items())

    assert pairs(line) == fields


@given(st.text())
def test_no_text_makes_it_raise(text):
    for fields in (pairs(text), colon_pairs(text)):
        assert all(isinstance(part, str) for item in fields.items() for part in item)


def test_a_gigantic_hostile_line_takes_time_in_proportion():
    for piece in ('a="', 'a=\\"', "a=b ", "aaaa", '"', "a=,", "\\", "a:", 'a:"'):
        assert effort(lambda: (pairs(piece * 200_000), colon_pairs(piece * 200_000))) < 400  # noqa: B023  # used at once


_words = st.sampled_from(
    ['a="x y"', "b=1", "c=", "a=2", 'd=""', "e=x,", "f='q'", 'g="\\\\"', "h=1=2", "", "word", "b="]
)


@given(st.lists(_words, max_size=6))
def test_the_short_way_for_plain_pairs_finds_what_the_long_way_finds(words):
    text = " ".join(words)

    assert pairs(text) == _any_pairs(text)
