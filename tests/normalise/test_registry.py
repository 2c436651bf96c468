"""Twin of `otasuke.normalise.registry`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from fuzz.corpus import load_corpus
from otasuke.normalise.base import Context, Line
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


def test_an_input_of_one_line_is_of_every_source_that_can_read_it() -> None:
    """A source knows most inputs of others by what does not stand in them; a line of its own must not be among those."""
    samples = load_corpus(Path("no shared data")).logs
    lines = {line for sample in samples for line in sample.splitlines() if 0 < len(line.strip()) < 4096}
    context = Context(datetime(2024, 3, 29, 6, tzinfo=UTC))
    readable: Counter[str] = Counter()
    for source in TEXT_SOURCES:
        for line in lines if source.event_of else ():
            assert source.event_of
            if source.event_of(Line(0, 0, line), context) is not None:
                readable[source.name] += 1
                assert source.recognises(line), (source.name, line)

    assert readable.keys() == {source.name for source in TEXT_SOURCES if source.event_of}
