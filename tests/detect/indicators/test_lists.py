"""A file is recognised by its content; what is no list is refused with words, whatever it is."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.indicators import lists
from otasuke.detect.indicators.lists import KEPT_NOTES, BadList, parse_moment, read_list
from otasuke.detect.indicators.observables import written


def said(data: bytes) -> list[str]:
    return sorted(map(written, read_list(data).indicators))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_text_comes_in_any_encoding_that_is_used_in_japan(encoding: str) -> None:
    assert said("# 不審な通信先\nevil.com\n".encode(encoding)) == ["evil.com"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "there is nothing in it"),
        (b"# only a comment\n", "there is nothing in it"),
        (b"\x7fELF\0\0\0", "it is no text"),
        (b"PK\x03\x04\0\0", "it is no text"),
        (b'{"type": "bundle"', "it is broken JSON"),
        (b"[" * 100_000, "it is broken JSON"),
        (b'{"a":' * 100_000, "it is broken JSON"),
        (b'{"hello": 1}', "neither a STIX bundle nor a MISP event"),
        (b"[]", "neither a STIX bundle nor a MISP event"),
        (b'["x", 2]', "neither a STIX bundle nor a MISP event"),
    ],
)
def test_what_is_no_list_is_refused_with_words(data: bytes, words: str) -> None:
    with pytest.raises(BadList, match=words):
        read_list(data)


def test_an_address_in_brackets_is_text() -> None:
    assert said(b"[2001:db8::1]:443\n") == ["2001:db8::1"]


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LARGEST_BYTES", 10)

    with pytest.raises(BadList, match="it has 11 bytes; more than 10 are not read"):
        read_list(b"x" * 11)


def test_a_list_with_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_INDICATORS", 2)

    with pytest.raises(BadList, match="more than 2 indicators"):
        read_list(b"a.com\nb.com\nc.com")


def test_faults_are_counted_and_the_first_are_kept() -> None:
    found = read_list(b"evil.com\n" + b"no!\n" * 100)

    assert found.fault_count == 100
    assert len(found.faults) == KEPT_NOTES
    assert found.faults[0] == "line 2: 'no!' is no address, network, domain, hash or URL"


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_break_it(data: bytes) -> None:
    with suppress(BadList):
        assert read_list(data).fault_count >= 0


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026/11/23 12:00:00", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("2026-11-23T12:00:00.123Z", datetime(2026, 11, 23, 12, 0, 0, 123000, tzinfo=UTC)),
        ("2026-11-23 12:00:00 UTC", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (1795435200, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("0001-01-01T00:00:00+09:00", None),
        ("soon", None),
        (True, None),
        ("9" * 500, None),
    ],
)
def test_a_time_of_a_list_is_read(said: object, moment: datetime | None) -> None:
    assert parse_moment(said) == moment


def test_json_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LARGEST_JSON_BYTES", 10)

    with pytest.raises(BadList, match="it is JSON of 12 characters; more than 10 are not read"):
        read_list(b"[[],[],[],1]")


def test_a_list_that_names_a_thousand_strange_things_is_bounded() -> None:
    things = [{"type": f"t{number}", "id": "x"} for number in range(1500)]

    found = read_list(orjson.dumps({"type": "bundle", "id": "bundle--1", "objects": things}))

    assert len(found.notes) == 1001
    assert found.notes["other things"] == 500
