"""The document as people read it."""

from __future__ import annotations

import json
import re

from otasuke.web.api.printed import Field, printed
from otasuke.web.api.v1 import api

DOCUMENT = api.get_openapi_schema()


def operation(name: str):
    return next(one for group in printed(DOCUMENT).groups for one in group.operations if one.id == name)


def test_every_operation_is_printed_once_under_its_group() -> None:
    found = [one.id for group in printed(DOCUMENT).groups for one in group.operations]

    assert sorted(found) == sorted(one["operationId"] for path in DOCUMENT["paths"].values() for one in path.values())
    assert [group.name for group in printed(DOCUMENT).groups][:2] == ["me", "customers"]


def test_an_example_has_what_the_operation_needs() -> None:
    example = operation("replace_site").example

    assert example.startswith("curl -X PUT \\\n")
    assert '-H "If-Match: $ETAG"' in example
    assert "$HOST/api/v1/customers/{customer}/sites/{site}" in example
    assert "Idempotency-Key" in operation("create_site").example
    assert operation("read_me").example == 'curl \\\n  -H "Authorization: Bearer $TOKEN" \\\n  "$HOST/api/v1/me"'


def test_the_body_of_every_example_has_its_shape() -> None:
    import jsonschema_rs

    for group in printed(DOCUMENT).groups:
        for one in group.operations:
            if one.body:
                body = json.loads(re.search(r"-d '(.*)' \\", one.example)[1])
                shape = {**DOCUMENT["components"]["schemas"][one.body], "components": DOCUMENT["components"]}
                assert jsonschema_rs.is_valid(shape, body), (one.id, body)


def test_a_field_says_its_kind_its_limits_and_its_shape() -> None:
    shapes = {shape.name: {field.name: field for field in shape.fields} for shape in printed(DOCUMENT).shapes}

    assert shapes["SiteWritten"]["name"] == Field("name", "string ≥ 1 ≤ 60", "", True, "")
    assert shapes["SiteWritten"]["open"].shape == "OpenWritten"
    assert shapes["SiteWritten"]["open"].kind == "[OpenWritten] ≤ 100"
    assert shapes["CustomerShown"]["employees"].kind == "integer | null"
    assert shapes["ContactWritten"]["channel"].kind == '"phone" | "sms" | "mail"'
