"""Paging by cursor: where the page before ended. What is added meanwhile moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from otasuke.web.api.problems import Error, Problem
from otasuke.web.ui.sentences import _

MOST = 100
USUAL = 50
LONGEST = 500

M = TypeVar("M", bound=Model)


def page_of(rows: QuerySet[M], by: Sequence[str], *, cursor: str, limit: int) -> tuple[list[M], str | None]:
    """So many rows after the cursor, and the cursor of those that follow. by: fields that no two rows share all of."""
    what = f"cursor.{rows.model._meta.label_lower}"
    if cursor:
        rows = rows.filter(_after(rows.model, by, _read(cursor, what)))
    found = list(rows.order_by(*by)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], signing.dumps([str(getattr(last, field)) for field in by], salt=what)


def _read(cursor: str, what: str) -> list[str]:
    try:
        return list(signing.loads(cursor, salt=what))
    except signing.BadSignature:
        words = _("この cursor は、この一覧のものではありません。はじめから読んでください。")
        raise Problem("invalid", words, errors=[Error("/cursor", words, "query")]) from None


def _after(model: type[Model], by: Sequence[str], texts: Sequence[str]) -> Q:
    """Rows that come after these values."""
    values = [_value(model, field, text) for field, text in zip(by, texts, strict=True)]
    found, same = Q(pk__in=[]), Q()
    for field, value in zip(by, values, strict=True):
        found |= same & Q(**{f"{field}__gt": value})
        same &= Q(**{field: value})
    return found


def _value(model: type[Model], field: str, text: str) -> Any:
    try:
        return model._meta.get_field(field).to_python(text)  # type: ignore[union-attr]
    except ValidationError as error:  # we signed it, so it was written by another version
        words = _("この cursor は、この一覧のものではありません。はじめから読んでください。")
        raise Problem("invalid", words, errors=[Error("/cursor", words, "query")]) from error
