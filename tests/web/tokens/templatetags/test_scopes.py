"""Scopes in words."""

from __future__ import annotations

from otasuke.web.tokens.templatetags.scopes import scope_names


def test_scopes_are_named_in_one_order_and_old_ones_left_out() -> None:
    assert scope_names(["contracts:read", "moon:walk", "customers:read"]) == "会社の情報を読む、契約を読む"
