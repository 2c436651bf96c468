"""Words that no line ends in."""

from __future__ import annotations

from otasuke.web.ui.templatetags.unbroken import unbroken


def test_it_stays_in_one_piece_and_the_rest_is_escaped() -> None:
    assert unbroken("Wi-Fiなら、Wi-Fiを<切る>") == (
        '<span class="nw">Wi-Fi</span>なら、<span class="nw">Wi-Fi</span>を&lt;切る&gt;'
    )


def test_no_line_ends_within_a_telephone_number_or_a_time() -> None:
    assert unbroken("9:42に06-0000-0119へ") == '<span class="nw">9:42</span>に<span class="nw">06-0000-0119</span>へ'
    assert unbroken("14台、2026年") == "14台、2026年"
