"""The document of the API, for programs and for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from otasuke.web.api.gate import REQUESTS
from otasuke.web.api.printed import printed
from otasuke.web.api.problems import KINDS
from otasuke.web.api.v1 import api
from otasuke.web.ui.telling import told


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind of refusal in the reader's language."""

    name: str
    status: int
    type: str
    words: str


@require_GET
def document(_request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, in the reader's language."""
    return HttpResponse(orjson.dumps(api.get_openapi_schema()), content_type="application/json")


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The same to read. It shows nothing that needs to be kept from anybody."""
    context = {
        "printed": printed(api.get_openapi_schema()),
        "kinds": _kinds(),
        "host": f"{request.scheme}://{request.get_host()}",
        "most": REQUESTS.most,
    }
    return render(request, "api/docs.html", context)


def _kinds() -> Sequence[KindShown]:
    return [KindShown(kind.name, kind.status, kind.type, told(kind.title)) for kind in KINDS.values()]
