"""schemathesis asks the API what nobody would, in every shape and out of it: no accident, and nothing that the document does not say.

Ids of things that are there stand where some id was made up, so that what is asked gets through to the areas. Longer, by hand:
`OTASUKE_SCHEMATHESIS=1000 ./otasuke test tests/web/api/test_schemathesis.py -n 0` (examples for each operation).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from api_things import things_of
from otasuke.web.api.bearers import FAILURES
from otasuke.web.api.gate import REQUESTS
from otasuke.web.api.v1 import api
from otasuke.web.project.wsgi import application
from sensor_cast import reached
from token_cast import firm_token

FEW = 8
EXAMPLES = int(os.environ.get("OTASUKE_SCHEMATHESIS", str(FEW)))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.ignored_auth,
]
"""Not that everything of the right shape is accepted: a number with a wrong check digit has the right shape."""


@dataclass(frozen=True, slots=True)
class World:
    """What is there, and who asks for it."""

    headers: dict[str, str]
    things: dict[str, UUID]


@pytest.fixture
def world(companies, monkeypatch) -> Iterator[World]:
    for pace in (REQUESTS, FAILURES):
        monkeypatch.setattr(pace, "most", 10**9)
    with reached(), kept_open():
        yield World({"Authorization": f"Bearer {firm_token().secret}"}, things_of(companies.minori))


@contextmanager
def kept_open() -> Iterator[None]:
    """The end of a request leaves the connection open, on which the test can be undone."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    try:
        yield
    finally:
        for one in signals:
            one.connect(close_old_connections)


WITHOUT_A_HEADER = {"expected-statuses": ["400", "401", "403", "415", "422", "428"]}
asked = schemathesis.openapi.from_dict(
    dict(api.get_openapi_schema()),
    config=SchemathesisConfig.from_dict({"checks": {"missing_required_header": WITHOUT_A_HEADER}}),
)
asked.app = application


@asked.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= FEW,
    suppress_health_check=list(HealthCheck),
    database=None,
)
def test_whatever_is_asked_is_answered_as_the_document_says(world: World, case: schemathesis.Case) -> None:
    for name, made_up in case.path_parameters.items():
        if is_id(made_up):
            case.path_parameters[name] = str(world.things[name])

    case.call_and_validate(headers=world.headers, checks=CHECKS)


def is_id(text: object) -> bool:
    try:
        return str(UUID(str(text))) == text
    except ValueError:
        return False
