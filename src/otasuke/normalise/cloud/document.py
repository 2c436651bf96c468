"""A source whose records are JSON documents: what its events need beyond a Shape.

Rules for cloud logs also match whole containers (`requestParameters|contains: '"Allow"'`), and many exports carry
JSON as text inside JSON. Both are handled here, so that a source's module is mostly its mapping.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import orjson

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.json_lines import is_deeper
from otasuke.normalise.shaped import build_event

Fields: TypeAlias = dict[str, Value]
Prepare: TypeAlias = Callable[[JsonObject], JsonObject]
Derive: TypeAlias = Callable[[JsonObject, Fields], Mapping[str, Value]]

DEEPEST_JSON_TEXT = 32


def document_source(
    shape: Shape,
    recognises: Callable[[JsonObject], bool],
    *,
    texts: tuple[str, ...] = (),
    prepare: Prepare | None = None,
    derive: Derive | None = None,
) -> JsonSource:
    """A source named like its shape.

    texts    paths of containers that become a field with their JSON text, as the rules match them.
    prepare  rewrites the record before the shape is applied, such as taking it out of an envelope.
    derive   fields computed from others; they never replace a field that was sent.
    A source with texts, prepare or derive cannot be matched straight from its bytes, so it offers no shape.
    """

    def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
        document = prepare(record) if prepare else record
        fields = shape.fields_of(document)
        _add(fields, ((path, text) for path in texts if (text := container_text(document, path)) is not None))
        if derive:
            _add(fields, derive(document, fields).items())
        return build_event(shape, fields, shape.class_of(fields), context, ordinal)

    plain = not (texts or prepare or derive)
    return JsonSource(shape.name, recognises, to_event, shape if plain else None)


def one_class(*logsources: LogSource) -> Callable[[Keys], Class]:
    """A classify function for a source all of whose events are of one kind."""
    kind = Class(logsources)
    return lambda _keys: kind


def container_text(document: JsonObject, path: str) -> Value | None:
    """The containers at the path as JSON text, one text for each element of the lists on the way; None without any."""
    nodes: list[Any] = [document]
    for key in path.split("."):
        nodes = [member for node in nodes for member in _members(node, key)]
    found = tuple(json_text(node) for node in nodes if isinstance(node, (Mapping, list)))
    return found[0] if len(found) == 1 else found or None


def json_text(container: object) -> str:
    """The container as compact JSON, with non-ASCII text as it is."""
    return json.dumps(container, separators=(",", ":"), ensure_ascii=False)


def opened(value: object) -> object:
    """The container that a text holds as JSON; any other value unchanged, also JSON text that is too deep."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        container = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
    return value if is_deeper(container, DEEPEST_JSON_TEXT) else container


def with_opened(record: JsonObject, keys: Iterable[str]) -> JsonObject:
    """The record, with JSON text under the keys replaced by the containers it holds."""
    return {**record, **{key: opened(record[key]) for key in keys if isinstance(record.get(key), str)}}


def named_values(items: object, *, name: str = "Name", value: str = "Value") -> Iterator[tuple[str, Value]]:
    """The pairs of a list such as `[{"Name": "ForwardTo", "Value": "a@example.com"}]`; anything else is left out."""
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and isinstance(item.get(name), str) and item.get(value) is not None:
            content = item[value]
            yield item[name], json_text(content) if isinstance(content, (Mapping, list, bool)) else str(content)


def values_of(fields: Mapping[str, Value], names: Iterable[str]) -> tuple[str, ...]:
    """Every different value of the named fields that is not empty, in their order."""
    found: dict[str, None] = {}
    for name in names:
        value = fields.get(name, ())
        found.update(dict.fromkeys(text for text in ((value,) if isinstance(value, str) else value) if text))
    return tuple(found)


def is_text_in(record: JsonObject, key: str, texts: frozenset[str]) -> bool:
    """Whether the member is one of the texts; a member of another type is not."""
    value = record.get(key)
    return isinstance(value, str) and value in texts


def mapping_at(record: JsonObject, key: str) -> JsonObject:
    """The member if it is an object, else an empty one."""
    value = record.get(key)
    return value if isinstance(value, Mapping) else {}


def _add(fields: Fields, more: Iterable[tuple[str, Value]]) -> None:
    """Add what is not there yet: no value is no field, and one value is no list."""
    for name, value in more:
        if value != ():
            fields.setdefault(name, value[0] if isinstance(value, tuple) and len(value) == 1 else value)


def _members(node: object, key: str) -> list[Any]:
    items = node if isinstance(node, list) else [node]
    return [item[key] for item in items if isinstance(item, Mapping) and key in item]
