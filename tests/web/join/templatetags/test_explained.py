"""The words of an explanation."""

from __future__ import annotations

from django.template import Context, Template

from otasuke.web.join.templatetags.explained import explained


def test_days_and_amounts_are_not_broken_and_nothing_is_markup() -> None:
    assert explained("2026年11月23日に<b>1,000円</b>") == (
        '<p><span class="nw">2026年11月23日</span>に&lt;b&gt;<span class="nw">1,000円</span>&lt;/b&gt;</p>'
    )


def test_a_page_does_not_escape_it_again() -> None:
    page = Template("{% load explained %}{{ words|explained }}").render(Context({"words": "1,000円 <"}))

    assert page == '<p><span class="nw">1,000円</span> &lt;</p>'


def test_lines_stay_lines() -> None:
    assert explained("一つ\n二つ") == "<p>一つ<br>二つ</p>"
