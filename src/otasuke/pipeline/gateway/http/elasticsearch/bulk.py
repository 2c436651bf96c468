"""The bulk API: POST or PUT /_bulk and /{index}/_bulk.

A body has pairs of lines, an action and a document. Nearly always the actions are all the same, and so are the answers.
Source: "Bulk API" in the documentation of Elasticsearch.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from otasuke.pipeline.gateway.http.beside import beside
from otasuke.pipeline.gateway.http.call import Answer, Call, Route
from otasuke.pipeline.gateway.http.elasticsearch.actions import Action, created, parse_action, refused
from otasuke.pipeline.gateway.http.elasticsearch.answers import answer, refusal
from otasuke.pipeline.gateway.intake import Refused


@dataclass(frozen=True, slots=True)
class Bulk:
    """A body that was taken apart.

    lines    the documents, one a line.
    records  how many there are.
    items    the answers to the actions, as JSON with commas between them.
    errors   some action was refused.
    """

    lines: bytes
    records: int
    items: bytes
    errors: bool


async def _bulk(call: Call) -> Answer:
    began = time.monotonic()
    parse = partial(parse_bulk, index=call.parts.get("index", ""), is_short=b"filter_path" in call.query)
    bulk = await beside(parse, await call.body())
    await call.accept(bulk.lines, records=bulk.records)
    took_ms = int((time.monotonic() - began) * 1000)
    errors = b"true" if bulk.errors else b"false"
    return answer(call, b'{"errors":%s,"took":%d,"items":[%s]}' % (errors, took_ms, bulk.items))


def parse_bulk(body: bytes, *, index: str = "", is_short: bool = False) -> Bulk:
    """Take a body apart. A document that is no JSON is taken all the same.

    index     where an action does not say one itself.
    is_short  items say only what clients need that filter the answer.
    Raises Refused, as Elasticsearch does, for a line that should be an action and is none.
    """
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    rows = body.split(b"\n")
    if not rows[-1]:
        rows.pop()
    if not any(rows):
        raise Refused(400, "the body has no actions")
    return _pairs(rows, index, is_short) or _one_by_one(rows, index, is_short)


def _pairs(rows: list[bytes], index: str, is_short: bool) -> Bulk | None:  # noqa: FBT001
    """What has nothing but creations with their documents; None: it has something else."""
    actions, documents = rows[::2], rows[1::2]
    if len(actions) != len(documents) or not all(documents):
        return None
    items: dict[bytes, bytes] = {}
    try:
        for line in set(actions):
            action = parse_action(line, index=index)
            if not action.is_creation:
                return None
            items[line] = created(action, is_short=is_short)
    except Refused:
        return None
    return Bulk(b"\n".join(documents), len(documents), _joined(actions, items), errors=False)


def _joined(actions: list[bytes], items: dict[bytes, bytes]) -> bytes:
    if len(items) == 1:
        (item,) = items.values()
        return (item + b",") * (len(actions) - 1) + item
    return b",".join(map(items.__getitem__, actions))


def _one_by_one(rows: list[bytes], index: str, is_short: bool) -> Bulk:  # noqa: FBT001
    documents: list[bytes] = []
    items: list[bytes] = []
    errors = False
    numbered = iter(enumerate(rows, 1))
    for number, row in numbered:
        if not row.strip():
            continue
        action = _action(number, row, index)
        document = next(numbered, (0, None))[1] if action.has_document else b""
        if document is None:
            raise Refused(400, f"line {number}: the last action has no document")
        if fault := _fault(action, document):
            errors = True
            items.append(refused(action, f"line {number}: {fault}"))
        else:
            documents.append(document)
            items.append(created(action, is_short=is_short))
    return Bulk(b"\n".join(documents), len(documents), b",".join(items), errors)


def _action(number: int, row: bytes, index: str) -> Action:
    try:
        return parse_action(row, index=index)
    except Refused as fault:
        words = f"Malformed action/metadata line [{number}]: {fault.words}; nothing of the body was taken"
        raise Refused(400, words) from fault


def _fault(action: Action, document: bytes) -> str | None:
    if not action.is_creation:
        return f"{action.name} is not possible: what was handed over is kept as it is"
    return None if document else "the document is empty"


ROUTES = (
    Route("/_bulk", ("POST", "PUT"), _bulk, refusal),
    Route("/{index}/_bulk", ("POST", "PUT"), _bulk, refusal),
)
