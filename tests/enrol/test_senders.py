from __future__ import annotations

from otasuke.enrol.senders import token_digest


def test_a_digest_tells_tokens_apart_and_does_not_show_them():
    assert token_digest("ひみつ") == token_digest("ひみつ")
    assert token_digest("a") != token_digest("b")
    assert "a-long-token" not in token_digest("a-long-token")


def test_a_token_that_is_no_text_has_a_digest():
    assert token_digest("\udcff")
