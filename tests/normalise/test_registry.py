"""Twin of `otasuke.normalise.registry`."""

from __future__ import annotations

from collections import Counter

from otasuke.normalise.registry import FILE_SOURCES, JSON_SOURCES, SOURCES, TEXT_SOURCES


def test_every_source_is_of_one_kind() -> None:
    assert len(SOURCES) == len(FILE_SOURCES) + len(JSON_SOURCES) + len(TEXT_SOURCES)


def test_names_are_unique_within_a_kind() -> None:
    names = Counter((type(source), source.name) for source in SOURCES)

    assert [name for name, count in names.items() if count > 1] == []


def test_no_source_recognises_nothing_or_raises_on_odd_input() -> None:
    for source in JSON_SOURCES:
        if not source.name.startswith("generic."):
            assert not source.recognises({}), source.name
        source.recognises({"Event": None, "winlog": 1, "_source": [], "System": "x", "document": {"data": 1}})
    for text in TEXT_SOURCES:
        assert not text.recognises(b""), text.name
        text.recognises(b"\xff\x00{<|\n" * 5)
