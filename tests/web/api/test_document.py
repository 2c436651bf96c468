"""The OpenAPI document."""

from __future__ import annotations

import json
import re

from django.urls import resolve
from django.utils.translation import override
from jsonschema_rs import meta

from otasuke.web.api.v1 import api
from otasuke.web.hooks.kinds import KINDS, TEST
from web_texts import JAPANESE

DOCUMENT = api.get_openapi_schema()


def operations():
    return [(path, method, one) for path, methods in DOCUMENT["paths"].items() for method, one in methods.items()]


def test_every_reference_leads_somewhere_and_every_shape_is_one() -> None:
    written = json.dumps(DOCUMENT)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', written))

    assert named == set(DOCUMENT["components"]["schemas"])
    for shape in DOCUMENT["components"]["schemas"].values():
        assert meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})


def test_operations_have_different_names_and_the_addresses_are_there() -> None:
    names = [one["operationId"] for _, _, one in operations()]

    assert len(names) == len(set(names))
    for path, _, _ in operations():
        assert resolve(re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", path))


def test_every_parameter_of_an_address_is_told() -> None:
    for path, _, one in operations():
        told = {parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"}
        assert told == set(re.findall(r"\{(\w+)\}", path))


def test_a_post_has_a_key_and_a_change_names_its_version() -> None:
    for _, method, one in operations():
        headers = {parameter["name"] for parameter in one["parameters"] if parameter["in"] == "header"}
        assert headers == {"post": {"Idempotency-Key"}, "put": {"If-Match"}, "patch": {"If-Match"}}.get(method, set())


def test_every_refusal_is_a_problem() -> None:
    for _, _, one in operations():
        refusals = {status: answer for status, answer in one["responses"].items() if int(status) >= 400}
        assert {"401", "403", "404", "422", "429"} <= set(refusals)
        for answer in refusals.values():
            assert answer["content"] == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }


def test_what_is_written_may_have_no_other_fields() -> None:
    for name, shape in DOCUMENT["components"]["schemas"].items():
        if name.endswith(("Written", "Changed")):
            assert shape["additionalProperties"] is False, name


def test_it_is_told_in_english_too() -> None:
    with override("en"):
        document = api.get_openapi_schema()
    said = [one["summary"] + one["description"] for methods in document["paths"].values() for one in methods.values()]

    assert not [words for words in said if JAPANESE.search(words)]
    assert all(JAPANESE.search(one["summary"]) for _, _, one in operations())


def test_what_web_hooks_tell_stands_in_the_document_with_its_shape() -> None:
    told = DOCUMENT["webhooks"]

    assert set(told) == {*KINDS, TEST}
    for one in told.values():
        assert meta.is_valid(one["post"]["requestBody"]["content"]["application/json"]["schema"])
