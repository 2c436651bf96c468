"""Secrets in the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.seals import sealing
from otasuke.web.seals.sealing import FILE, CannotUnseal, is_sealed, seal, unseal

ABOUT = "hook endpoint 1"


@given(st.text(), st.text(st.characters(codec="utf-8")))
def test_what_was_sealed_is_read_again(words: str, about: str) -> None:
    assert unseal(seal(words, about=about), about=about) == words


def test_what_is_sealed_says_nothing_and_never_looks_the_same() -> None:
    sealed = {seal("whsec_abc", about=ABOUT) for _ in range(10)}

    assert len(sealed) == 10
    assert all(one.startswith("v1:") and "whsec" not in one for one in sealed)
    assert all(is_sealed(one) for one in sealed)


def test_a_secret_of_another_row_is_not_taken_for_ones_own() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("whsec_abc", about="hook endpoint 2"), about=ABOUT)


def test_whatever_is_changed_is_noticed() -> None:
    sealed = seal("whsec_abc", about=ABOUT)

    for place in range(len("v1:"), len(sealed)):
        other = "B" if sealed[place] == "A" else "A"
        with pytest.raises(CannotUnseal):
            unseal(sealed[:place] + other + sealed[place + 1 :], about=ABOUT)


@pytest.mark.parametrize("words", ["", "v1:", "v1:A", "v1:AAAA", "v2:" + "A" * 80, "whsec_abc", "v1:" + "A" * 80])
def test_what_is_no_seal_is_refused(words: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(words, about=ABOUT)


def test_the_key_is_a_file_of_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_key(words: str) -> None:
        (tmp_path / FILE).write_text(words)
        sealing._key.cache_clear()

    monkeypatch.setattr(settings, "SEAL_SECRET", "")
    monkeypatch.setattr(settings, "DATA_FOLDER", str(tmp_path))
    try:
        with_key("first")
        sealed = seal("whsec_abc", about=ABOUT)
        with_key("second")
        with pytest.raises(CannotUnseal):
            unseal(sealed, about=ABOUT)
        with_key("first\n")
        assert unseal(sealed, about=ABOUT) == "whsec_abc"
    finally:
        monkeypatch.undo()
        sealing._key.cache_clear()
