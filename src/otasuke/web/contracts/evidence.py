"""The consent as a PDF: the text that was explained, who explained it, and who agreed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import typst
from django.conf import settings
from django.utils import timezone
from noto_cjk_sans_jp_bold import FONT_PATH as BOLD
from noto_cjk_sans_jp_regular import FONT_PATH as REGULAR

from otasuke.web.contracts.errors import EvidenceDamaged
from otasuke.web.contracts.models import Consent
from otasuke.web.contracts.texts import digest_of, evidence_words, parse_plain
from otasuke.web.provider.selectors import provider

_PAGE = Path(__file__).resolve().parent / "evidence.typ"
_FONTS = [str(Path(str(font)).parent) for font in (REGULAR, BOLD)]
_STANDARD: Final = "a-2a"
"""PDF/A: readable for as long as it has to be kept, and by those who hear it."""


def consent_pdf(consent: Consent) -> bytes:
    """The evidence of a consent, in the language that it was given in. Raises EvidenceDamaged."""
    return typeset(_content(consent), at=consent.given_at)


def typeset(content: dict[str, Any], *, at: datetime) -> bytes:
    """Set the pages of evidence, dated `at`. What stands in them are values, never markup."""
    made = typst.compile(
        str(_PAGE),
        font_paths=_FONTS,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"content": orjson.dumps(content).decode()},
        pdf_standards=[_STANDARD],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _content(consent: Consent) -> dict[str, Any]:
    told = consent.explanation
    if not digest_of(told.text) == told.digest == consent.digest:
        raise EvidenceDamaged(told.id)
    title, sections = parse_plain(told.text)
    words = evidence_words(told.language)
    by = told.explained_by.name if told.explained_by else words["nobody"]
    return {
        "language": told.language,
        "title": title,
        "company": consent.customer.name,
        "provider": provider().name,
        "demo": words["demo"] if settings.IS_DEMO else "",
        "sections": [{"title": one.title, "words": one.words} for one in sections],
        "facts_title": words["facts_title"],
        "facts": [
            [words["company"], consent.customer.name],
            [words["explained"], f"{_moment(told.explained_at)} {words[told.how]}"],
            [words["by"], by],
            [words["text"], words["version"].format(version=told.text_version)],
            [words["agreed"], _moment(consent.given_at)],
            [words["name"], consent.name],
            [words["number"], str(told.id)],
            ["SHA-256", told.digest],
        ],
        "note": words["note"],
    }


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M (%Z)")
