"""Events of MISP: attributes meant for detection, of events and of objects; what is left out is named and counted."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lists import read_list
from otasuke.detect.indicators.misp import is_misp, read_misp
from otasuke.detect.indicators.observables import written

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def attribute(kind: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "to_ids": True} | more


EVENT = {
    "Event": {
        "info": "標的型メール",
        "Attribute": [
            attribute("ip-dst", "203.0.113.5"),
            attribute("ip-src|port", "203.0.113.6|443"),
            attribute("domain|ip", "evil.com|203.0.113.7"),
            attribute("filename|md5", f"請求書.exe|{MD5}"),
            attribute("url", "http://evil.com/x", to_ids=False),
            attribute("hostname", "old.example", deleted=True),
            attribute("yara", "rule x {}"),
            attribute("yara", "rule y {}"),
            attribute("domain", "not a domain"),
            attribute("domain|ip", "b.example"),
            {"type": "domain"},
            "nonsense",
        ],
        "Object": [{"Attribute": [attribute("url", "http://evil.com/y")]}, {"deleted": True, "Attribute": [attribute("domain", "gone.example")]}, 5],
    }
}  # fmt: skip


@pytest.mark.parametrize("content", [EVENT, [EVENT], {"response": [EVENT]}])
def test_what_is_meant_for_detection_is_taken(content: Any) -> None:
    found = read_list(orjson.dumps(content))

    assert list(map(written, found.indicators)) == [
        "203.0.113.5",
        "203.0.113.6",
        "evil.com",
        "203.0.113.7",
        MD5,
        "b.example",
        "http://evil.com/y",
    ]
    assert found.notes == {
        "attributes that are not meant for detection (to_ids)": 1,
        "attributes that were deleted": 1,
        "attributes of the type 'yara', which is not searched for": 2,
    }
    assert found.faults == [
        "attribute 9: 'not a domain' is no address, network, domain, hash or URL",
        "attribute 10: it is empty",
        "attribute 11: it has no type or no value",
        "attribute 12: it has no type or no value",
    ]


@pytest.mark.parametrize("content", [{}, [], 1, "x", {"Event": 1}, {"response": {}}])
def test_other_json_is_no_event(content: Any) -> None:
    assert not is_misp(content)


@pytest.mark.parametrize(
    "event", [{}, {"Attribute": 1, "Object": {}}, {"Attribute": [None]}, {"Object": [{"Attribute": "x"}]}]
)
def test_a_strange_event_breaks_nothing(event: dict[str, Any]) -> None:
    assert not read_misp({"Event": event}).indicators


def test_an_attribute_says_what_it_is_about() -> None:
    attributes = [
        attribute("ja3-fingerprint-md5", MD5, Tag=[{"name": "tlp:green"}, 5], comment="TrickBot"),
        attribute("email-src", "Boss@evil.com"),
    ]

    found = read_list(orjson.dumps({"Event": {"info": "標的型メール", "Attribute": attributes}}), "misp")

    assert {written(one): about for one, about in found.indicators.items()} == {
        f"ja3:{MD5}": About("misp", labels=("tlp:green",), note="TrickBot"),
        "boss@evil.com": About("misp", note="標的型メール"),
    }
