"""The texts of explanations as data."""

from __future__ import annotations

import string

import pytest

from otasuke.web.contracts.texts import LANGUAGES, Section, Text, digest_of, filled, names, parse_plain, template

PURPOSES = ("start", "change", "renewal", "ending")

KNOWN = {
    ("start", "ja", "1"): "e411ae0fa711a746",
    ("start", "en", "1"): "5d42888f34c6abfc",
    ("change", "ja", "1"): "ecc03bf0a9521ec8",
    ("change", "en", "1"): "13b57c9bae1d9c5b",
    ("renewal", "ja", "1"): "4489805ccfe50b24",
    ("renewal", "en", "1"): "b56a2494b59c93ed",
    ("ending", "ja", "1"): "f07ed4ed2e446b1c",
    ("ending", "en", "1"): "9794cd226c4d3630",
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_changed_has_a_new_version(purpose: str, language: str) -> None:
    text = template(purpose, language)

    assert KNOWN.get((purpose, language, text.version)) == digest_of(text.plain())[:16], (
        "raise the version, and note it"
    )


@pytest.mark.parametrize("purpose", PURPOSES)
def test_both_languages_name_the_same_figures_in_as_many_sections(purpose: str) -> None:
    japanese, english = (template(purpose, language) for language in LANGUAGES)

    assert fields(japanese.plain()) == fields(english.plain())
    assert len(japanese.sections) == len(english.sections)


def test_both_languages_have_the_same_names_with_the_same_figures() -> None:
    japanese, english = (names(language) for language in LANGUAGES)

    assert {name: fields(words) for name, words in japanese.items()} == {
        name: fields(words) for name, words in english.items()
    }


def test_what_has_to_be_explained_is_in_the_text_of_a_start() -> None:
    named = fields(template("start", "ja").plain())

    assert {"initial_taxed", "monthly_taxed", "least_total_taxed", "term", "cover", "visits", "extra_visit"} <= named


def test_braces_in_a_figure_are_only_braces() -> None:
    text = filled(Text("1", "題", (Section("名", "{plan}"),)), {"plan": "{phone} {0}"})

    assert text.sections[0].words == "{phone} {0}"


def test_a_name_without_a_figure_is_an_error() -> None:
    with pytest.raises(KeyError, match="plan"):
        filled(Text("1", "題", (Section("名", "{plan}"),)), {})


def test_a_kept_text_is_read_back() -> None:
    text = template("start", "ja")

    assert parse_plain(text.plain()) == (text.title, text.sections)
