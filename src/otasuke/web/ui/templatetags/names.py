"""Names of people and companies, which nobody translates and only they know how to read."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jaconv import kata2hira

from otasuke.advice.furigana import furigana

register = template.Library()

_FORMS = {
    "株式会社": "かぶしきがいしゃ",
    "有限会社": "ゆうげんがいしゃ",
    "合同会社": "ごうどうがいしゃ",
    "合資会社": "ごうしがいしゃ",
    "合名会社": "ごうめいがいしゃ",
}
_FORM = "|".join(_FORMS)
_PARTS = re.compile(rf"(?P<before>{_FORM})?(?P<name>.*?)(?P<after>{_FORM})?", re.DOTALL)


@register.filter
def named(name: str, kana: str = "") -> SafeString:
    """A name as it is to be shown, with its kana for those who want readings. Kana say nothing of 株式会社 and the like."""
    found = _PARTS.fullmatch(name)
    assert found  # every part may be empty
    before, after = found["before"] or "", found["after"] or ""
    pieces = [
        (before, _FORMS.get(before, "")),
        *_by_word(found["name"], kata2hira(kana)),
        (after, _FORMS.get(after, "")),
    ]
    runs = [run for text, reading in pieces if reading for run in furigana(text, {text: reading}) if run.reading]
    if not runs:
        return format_html('<bdi translate="no">{}</bdi>', name)
    told = "|".join(f"{run.text}={run.reading}" for run in runs)
    return format_html('<bdi translate="no" data-kana="{}">{}</bdi>', told, name)


def _by_word(name: str, kana: str) -> list[tuple[str, str]]:
    """Family name and given name each with theirs, if the kana are parted too."""
    words, readings = re.split(r"(\s+)", name), re.split(r"(\s+)", kana)
    return list(zip(words, readings, strict=True)) if len(words) == len(readings) else [(name, kana)]
