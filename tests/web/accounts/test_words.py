"""What roles and capabilities are called."""

from __future__ import annotations

from django.utils.translation import override

from otasuke.web.accounts.models import Firm, Post
from otasuke.web.accounts.policy import OF_FIRMS, Capability, Role
from otasuke.web.accounts.words import CAPABILITIES, FIRMS, ROLES


def test_nothing_is_without_words_and_japanese_are_those_of_the_table() -> None:
    assert set(ROLES) == set(Role)
    assert set(FIRMS) == set(Firm.Kind.values) == set(OF_FIRMS)
    with override("ja"):
        assert {one: str(words) for one, words in CAPABILITIES.items()} == {one: one.value for one in Capability}
        assert {value: str(ROLES[Role(value)]) for value in Post.Role.values} == dict(Post.Role.choices)
