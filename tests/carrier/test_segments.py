from __future__ import annotations

import pytest

from otasuke.carrier.segments import segments


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("あ" * 70, 1),
        ("あ" * 71, 2),
        ("あ" * 134, 2),
        ("あ" * 135, 3),
        ("a" * 69 + "あ", 1),
        ("a" * 70 + "あ", 2),
        ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
        ("あ" * 66 + "𠮷" + "あ" * 65, 2),
        ("あ" * 66 + "𠮷" + "あ" * 66, 3),
    ],
)
def test_how_many_messages_words_are(words: str, count: int) -> None:
    assert segments(words) == count
