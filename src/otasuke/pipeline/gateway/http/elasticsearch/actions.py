"""The action lines of a bulk body, and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from otasuke.pipeline.gateway.http.elasticsearch.answers import error_of
from otasuke.pipeline.gateway.intake import Refused

_CREATIONS = ("create", "index")
_OTHERS = ("update", "delete")
_RESULT = {
    "_version": 1,
    "result": "created",
    "_shards": {"total": 1, "successful": 1, "failed": 0},
    "_seq_no": 0,
    "_primary_term": 1,
}


@dataclass(frozen=True, slots=True)
class Action:
    """What to do with a document.

    name          create, index, update or delete.
    index, names  where it should go; we only say it back.
    """

    name: str
    index: str
    id: str

    @property
    def is_creation(self) -> bool:
        """It brings a document that is to be kept."""
        return self.name in _CREATIONS

    @property
    def has_document(self) -> bool:
        """The next line belongs to it."""
        return self.name != "delete"


def parse_action(line: bytes, *, index: str) -> Action:
    """An action line. Raises Refused."""
    try:
        ((name, meta),) = orjson.loads(line).items()
        if name not in _CREATIONS + _OTHERS:
            raise Refused(400, f"unknown action {name[:40]!r}; there are create, index, update and delete")
        return Action(name, str(meta.get("_index", index)), str(meta.get("_id", "")))
    except (ValueError, AttributeError) as error:
        raise Refused(400, "not one JSON object with the action as its only name") from error


def created(action: Action, *, is_short: bool) -> bytes:
    """The answer to an action that was accepted; a short one for a client that filters answers."""
    return _item(action, {} if is_short else _RESULT, 201)


def refused(action: Action, words: str) -> bytes:
    """The answer to an action that was not."""
    return _item(action, {"error": error_of(Refused(400, words))}, 400)


def _item(action: Action, more: dict[str, Any], status: int) -> bytes:
    identity = {"_index": action.index, "_id": action.id} if more else {}
    return orjson.dumps({action.name: {**identity, **more, "status": status}})
