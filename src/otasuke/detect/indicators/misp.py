"""MISP's JSON: events with attributes, and objects with attributes.

Source: MISP core format (draft), attribute types of MISP 2.4 and 2.5. MISP says nothing about expiry or confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lists import IndicatorList

_HASHES = ("md5", "sha1", "sha256")
_PARTS = {
    **dict.fromkeys(("ip-src", "ip-dst", "domain", "hostname", "url", *_HASHES), (0,)),
    **dict.fromkeys(("ip-src|port", "ip-dst|port", "hostname|port"), (0,)),
    "domain|ip": (0, 1),
    **dict.fromkeys((f"filename|{kind}" for kind in _HASHES), (1,)),
    "malware-sample": (1,),
    **dict.fromkeys(("email", "email-src", "email-reply-to", "ja3-fingerprint-md5"), (0,)),
}
"""By type of an attribute, which of the parts of its value (between `|`) are indicators."""


def is_misp(content: Any) -> bool:
    """Whether this is an event of MISP, a list of them, or an answer of its API."""
    return any(True for _ in _events(content))


def read_misp(content: Any, source: str = "") -> IndicatorList:
    """The indicators of the events: attributes that are meant for detection (`to_ids`) and not deleted."""
    found = IndicatorList(source)
    for event in _events(content):
        info = event.get("info")
        for place, attribute in _attributes(event):
            _take(attribute, place, info if isinstance(info, str) else "", found)
    return found


def _events(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict) and "response" in content:
        content = content["response"]
    for one in content if isinstance(content, list) else [content]:
        event = one.get("Event") if isinstance(one, dict) else None
        if isinstance(event, dict):
            yield event


def _attributes(event: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for number, attribute in enumerate(_list(event, "Attribute"), 1):
        yield f"attribute {number}", attribute
    for number, thing in enumerate(_list(event, "Object"), 1):
        deleted = isinstance(thing, dict) and thing.get("deleted") is True
        for inner, attribute in enumerate(_list(thing, "Attribute") if not deleted else [], 1):
            yield f"object {number}, attribute {inner}", attribute


def _list(thing: Any, key: str) -> list[Any]:
    members = thing.get(key) if isinstance(thing, dict) else None
    return members if isinstance(members, list) else []


def _take(attribute: Any, place: str, info: str, found: IndicatorList) -> None:
    kind, value = (attribute.get(key) if isinstance(attribute, dict) else None for key in ("type", "value"))
    if not isinstance(kind, str) or not isinstance(value, str):
        found.fault(f"{place}: it has no type or no value")
    elif attribute.get("deleted") in (True, "1"):
        found.note("attributes that were deleted")
    elif kind not in _PARTS:
        found.note(f"attributes of the type {kind[:40]!r}, which is not searched for")
    elif attribute.get("to_ids") not in (True, "1", 1):
        found.note("attributes that are not meant for detection (to_ids)")
    else:
        parts = value.split("|")
        about = _about(attribute, info, found)
        for at in _PARTS[kind]:
            part = parts[at] if at < len(parts) else ""
            found.take(f"ja3:{part}" if kind.startswith("ja3") else part, place, about)


def _about(attribute: dict[str, Any], info: str, found: IndicatorList) -> About:
    tags = [tag.get("name") for tag in _list(attribute, "Tag") if isinstance(tag, dict)]
    comment = attribute.get("comment")
    return found.about(labels=tags, note=comment if isinstance(comment, str) and comment.strip() else info)
