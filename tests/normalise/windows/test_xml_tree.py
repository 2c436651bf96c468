"""Twin of `otasuke.normalise.windows.xml_tree`."""

from __future__ import annotations

import pytest

from otasuke.normalise.windows.xml_tree import BrokenXml, parse_event


def test_the_tree_has_the_form_of_evtx_dump() -> None:
    tree = parse_event(
        b"<Event><System><EventID Qualifiers='0'>7</EventID></System><EventData><Data Name='A'>b</Data></EventData></Event>"
    )

    assert tree == {
        "Event": {
            "System": {"EventID": {"#attributes": {"Qualifiers": "0"}, "#text": "7"}},
            "EventData": {"A": "b"},
        }
    }


@pytest.mark.parametrize("data", [b"", b"<Event>", b"<a/>", b"<Event/>", b"\xff\xfe"])
def test_what_is_no_event_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(BrokenXml, match=r"\w"):
        parse_event(data)
