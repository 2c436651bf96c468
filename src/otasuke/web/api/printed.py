"""The document of the API as people read it: what the page of it shows, out of what programs get. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_LAST_SUCCESS = 299
_EXAMPLES = {"uuid": "8f14e45f-ceea-467f-9f1b-6d1d7e1c7a55", "date": "2026-11-23", "date-time": "2026-11-23T00:00:00Z"}
_LIMITS = (("minimum", "≥ "), ("maximum", "≤ "), ("minLength", "≥ "), ("maxLength", "≤ "), ("maxItems", "≤ "))


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is sent or answered. kind: what it is, shape: the name of the shape that it has, if it has one."""

    name: str
    kind: str
    shape: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be answered. shape: of its body."""

    status: str
    words: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    parameters: Sequence[Field]
    body: str
    example: str
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    name: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body consists of."""

    name: str
    words: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole document."""

    groups: Sequence[Group]
    shapes: Sequence[Shape]


def printed(document: Mapping[str, Any]) -> Printed:
    """The document, its operations in the order of their first mention."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                details = methods[method]
                groups.setdefault(details["tags"][0], []).append(_operation(document, path, method, details))
    shapes = document["components"]["schemas"]
    return Printed(
        [Group(name, operations) for name, operations in groups.items()],
        [_shape(name, shape) for name, shape in shapes.items()],
    )


def _operation(document: Mapping[str, Any], path: str, method: str, details: Mapping[str, Any]) -> Operation:
    content = details.get("requestBody", {}).get("content", {})
    body = _reference(next(iter(content.values()))["schema"]) if content else ""
    return Operation(
        id=details["operationId"],
        method=method.upper(),
        path=path,
        summary=details["summary"],
        words=details["description"],
        parameters=[
            _field(one["name"], one["schema"], is_required=one["required"], words=one.get("description", one["in"]))
            for one in details["parameters"]
        ],
        body=body,
        example=_curl(document, path, method, details, body),
        answers=[_answer(status, one) for status, one in details["responses"].items()],
    )


def _curl(document: Mapping[str, Any], path: str, method: str, details: Mapping[str, Any], body: str) -> str:
    """The command that asks it."""
    parts = ["curl" if method == "get" else f"curl -X {method.upper()}", '-H "Authorization: Bearer $TOKEN"']
    for one in details["parameters"]:
        if one["in"] == "header":
            value = "$(uuidgen)" if one["name"] == "Idempotency-Key" else "$ETAG"
            parts.append(f'-H "{one["name"]}: {value}"')
    if body:
        shape = document["components"]["schemas"][body]
        text = json.dumps(_example(document, shape), ensure_ascii=False)
        parts += ['-H "Content-Type: application/json"', f"-d '{text}'"]
    return " \\\n  ".join([*parts, f'"$HOST{path}"'])


def _example(document: Mapping[str, Any], shape: Mapping[str, Any]) -> Any:
    """Something of this shape: of an object what is required, or else its first field."""
    name = _reference(shape)
    if name:
        return _example(document, document["components"]["schemas"][name])
    if "examples" in shape:
        return shape["examples"][0]
    if "enum" in shape:
        return shape["enum"][0]
    if "const" in shape:
        return shape["const"]
    if "anyOf" in shape:
        return _example(document, shape["anyOf"][0])
    match shape.get("type"):
        case "object":
            properties = shape.get("properties", {})
            wanted = shape.get("required") or list(properties)[:1]
            return {one: _example(document, properties[one]) for one in wanted}
        case "array":
            return [_example(document, shape["items"])]
        case "integer":
            return max(shape.get("minimum", 0), 7 if shape.get("maximum", 7) >= 7 else 1)
        case "boolean":
            return True
    return _EXAMPLES.get(shape.get("format", ""), "…")


def _answer(status: str, one: Mapping[str, Any]) -> Answer:
    content = one.get("content", {})
    shape = _reference(next(iter(content.values()))["schema"]) if content else ""
    return Answer(status, "" if int(status) <= _LAST_SUCCESS else one["description"], shape)


def _shape(name: str, shape: Mapping[str, Any]) -> Shape:
    required = set(shape.get("required", ()))
    fields = [
        _field(one, details, is_required=one in required, words=details.get("description", ""))
        for one, details in shape.get("properties", {}).items()
    ]
    return Shape(name, shape.get("description", ""), fields)


def _field(name: str, shape: Mapping[str, Any], *, is_required: bool, words: str) -> Field:
    return Field(name, " ".join(_kinds(shape)), _first_reference(shape), is_required, words)


def _kinds(shape: Mapping[str, Any]) -> Iterator[str]:
    """What a value is, and within which limits."""
    if "anyOf" in shape:
        yield " | ".join(" ".join(_kinds(one)) for one in shape["anyOf"])
    elif "enum" in shape:
        yield " | ".join(json.dumps(one, ensure_ascii=False) for one in shape["enum"])
    elif shape.get("type") == "array":
        yield f"[{' '.join(_kinds(shape['items']))}]"
    elif _reference(shape):
        yield _reference(shape)
    else:
        yield shape.get("format") or shape.get("type", "object")
    for key, words in _LIMITS:
        if key in shape:
            yield f"{words}{shape[key]:,}"


def _reference(shape: Mapping[str, Any]) -> str:
    return str(shape.get("$ref", "")).rpartition("/")[2]


def _first_reference(shape: Mapping[str, Any]) -> str:
    inner = [shape, shape.get("items", {}), *shape.get("anyOf", ())]
    return next(filter(None, map(_reference, inner)), "")
