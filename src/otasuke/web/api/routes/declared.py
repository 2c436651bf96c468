"""What every operation says of itself, and how it answers with a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from ninja.params.functions import Query
from pydantic import BaseModel

from otasuke.web.api import cursors
from otasuke.web.api.bearers import For
from otasuke.web.api.etags import etag_of
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import Sentence

Limit = Query(cursors.USUAL, ge=1, le=cursors.MOST)
Cursor = Query("", max_length=cursors.LONGEST)


PAGED = ("limit", "cursor")


def says(summary: Sentence, *, scope: Scope | None, tag: str, query: Sequence[str] = ()) -> dict[str, Any]:
    """The arguments of an operation.

    summary  a Japanese text that has its English; scope: what a token must be for.
    query    what may stand in the query: anything else is refused by name.
    """
    return {"summary": summary.key, "auth": For(scope, query), "tags": [tag]}


def version_of(shown: BaseModel) -> Mapping[str, object]:
    """What is shown as it is written, by field."""
    return shown.model_dump(mode="json")


def with_version(response: HttpResponse, shown: BaseModel) -> None:
    """Give the answer the version of what it shows."""
    response.headers["ETag"] = etag_of(version_of(shown))
