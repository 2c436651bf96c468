"""What codes of prefectures and industries are called in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from otasuke.jp.industries import INDUSTRIES, INDUSTRIES_IN_ENGLISH
from otasuke.jp.places import PREFECTURES, PREFECTURES_IN_ENGLISH


def prefectures() -> Mapping[str, str]:
    """Their names by code."""
    return PREFECTURES_IN_ENGLISH if _is_english() else PREFECTURES


def industries() -> Mapping[str, str]:
    """Their names by letter."""
    return INDUSTRIES_IN_ENGLISH if _is_english() else INDUSTRIES


def _is_english() -> bool:
    return (get_language() or "ja").startswith("en")
