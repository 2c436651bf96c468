"""Words that no line ends in."""

from __future__ import annotations

from otasuke.web.ui.templatetags.unbroken import unbroken


def test_it_stays_in_one_piece_and_the_rest_is_escaped() -> None:
    assert unbroken("Wi-Fiなら、Wi-Fiを<切る>") == (
        '<span class="nw">Wi-Fi</span>なら、<span class="nw">Wi-Fi</span>を&lt;切る&gt;'
    )
