"""Names of codes in both languages."""

from __future__ import annotations

from django.utils.translation import override

from otasuke.web.console.names_of_codes import industries, prefectures


def test_names_are_those_of_the_readers_language() -> None:
    with override("en"):
        assert (prefectures()["27"], industries()["E"]) == ("Osaka", "Manufacturing")
    with override("ja"):
        assert (prefectures()["27"], industries()["E"]) == ("大阪府", "製造業")
