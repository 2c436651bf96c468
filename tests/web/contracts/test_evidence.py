"""The consent as a PDF."""

from __future__ import annotations

import pytest
from django.test import override_settings

from contract_cast import NOON, signed_contract
from otasuke.web.accounts.models import Person
from otasuke.web.contracts.errors import EvidenceDamaged
from otasuke.web.contracts.evidence import _content, consent_pdf, typeset
from otasuke.web.contracts.models import Consent
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def given(companies):
    """A consent of a company, in its scope."""
    with tenant_scope(companies.minori.id):
        signed_contract(companies.minori)
        yield Consent.objects.select_related("explanation__explained_by", "customer").get()


def test_the_evidence_names_who_agreed_to_which_text_and_when(given: Consent) -> None:
    facts = dict(_content(given)["facts"])

    assert facts["同意した人"] == "稲森 修"
    assert facts["同意した日時"] == "2026-03-20 12:05 (JST)"
    assert facts["説明した日時と方法"] == "2026-03-20 12:00 (JST) 画面"
    assert facts["説明した人"] == "（画面で読みました）"
    assert facts["SHA-256"] == given.explanation.digest


def test_it_has_the_whole_text(given: Consent) -> None:
    sections = _content(given)["sections"]

    assert [one["title"] for one in sections][1:3] == ["はじめにかかるお金", "毎月かかるお金"]
    assert all(line in given.explanation.text for one in sections for line in one["words"].split("\n"))


def test_who_explained_is_named(given: Consent) -> None:
    given.explanation.explained_by = Person(name="岡部 純")

    assert dict(_content(given)["facts"])["説明した人"] == "岡部 純"


def test_the_pdf_is_the_same_every_time_and_for_archives(given: Consent) -> None:
    made = consent_pdf(given)

    assert made.startswith(b"%PDF-1.7")
    assert b"pdfaid" in made
    assert made == consent_pdf(given)


def test_a_text_that_was_changed_gives_no_evidence(given: Consent) -> None:
    given.explanation.text += "。"

    with pytest.raises(EvidenceDamaged, match=str(given.explanation.id)):
        consent_pdf(given)


def test_markup_in_a_name_is_only_a_name(given: Consent) -> None:
    given.name = '#panic("x") *a* $x$ "'

    assert consent_pdf(given).startswith(b"%PDF")


def test_hostile_content_reads_no_file() -> None:
    content = {
        "language": "ja", "title": "#read(\"evidence.typ\")", "company": "=\\ #", "provider": "<a>", "facts_title": "@",
        "sections": [{"title": "]", "words": "#include \"x\"\n]"}], "facts": [["[", "#{"]], "note": "*",
    }  # fmt: skip

    assert typeset(content, at=NOON).startswith(b"%PDF")


def test_in_a_demo_every_page_of_it_says_so(given: Consent) -> None:
    with override_settings(IS_DEMO=True):
        marked, made = _content(given)["demo"], consent_pdf(given)

    assert "架空" in marked
    assert _content(given)["demo"] == ""
    assert made != consent_pdf(given)
