"""The first version of the API: its operations, and how what they raise is answered."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from otasuke.web.api.document import Document
from otasuke.web.api.problems import Problem, not_found
from otasuke.web.api.refusals import of_shape
from otasuke.web.api.renderer import Renderer
from otasuke.web.api.routes import audit, context, contracts, customers, devices, me, people, sites
from otasuke.web.ui.sentences import _

PREFIX = "/api/v1"


class _Json(Parser):
    """JSON, and nothing that only looks like it."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """The operations."""

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,  # noqa: ARG002  # ninja's
    ) -> Document:
        """The document in the language that is active."""
        return Document(self, path_prefix or PREFIX)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: each has its own."""
        return str(operation.view_func.__name__)


api = Api(
    title="otasuke",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=_Json(),
    renderer=Renderer(),
)
for _router in (me.router, customers.router, sites.router, context.router, contracts.router, devices.router):
    api.add_router("", _router)
api.add_router("", people.router)
api.add_router("", audit.router)


@api.exception_handler(Problem)
def _refused(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.answer()


@api.exception_handler(ValidationError)
def _of_shape(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return of_shape(error.errors).answer()


@api.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, _error: HttpError) -> HttpResponse:
    return Problem("malformed", _("本文は、UTF-8で書いた一つのJSONにしてください。")).answer()


@api.exception_handler(Http404)
def _absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return not_found().answer()
