"""JSON lines written in every way that JSON allows, and in some that it does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from random import Random

import orjson

from otasuke.detect.evaluate import matches
from otasuke.detect.rule import Rule
from otasuke.events import Event, Value
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.network.suricata import SURICATA
from otasuke.normalise.windows import evtx, flat, winlogbeat

CONTEXT = Context(datetime(2026, 4, 1, tzinfo=UTC))
SYSMON = "Microsoft-Windows-Sysmon/Operational"
SOURCES: tuple[JsonSource, ...] = (flat.SOURCE, winlogbeat.SOURCE, evtx.SOURCE, SURICATA)

_EXTRAS = (
    '{"a":{"b":[1,2,{"c":"x"}]}}', "[]", "{}", "null", "true", "1.50", "-0", "0.5", "1e5", "1E+2", "18446744073709551616",
    "-9223372036854775809", "9007199254740993", "12345678901234.25", '[1,"ab",null,[2],{"b":1}]', '"\\ud83d\\ude00"',
    '"\\/a\\/b"', '"\\u0061B"', '"\\u0130"', '"日本語"', '"' + "ab1 " * 300 + '"', '""', "[[],[[]]]", '"\\\\\\""', "false",
    '"\\u00e9"', '["", "a"]', "[null]", "1.0", "100000000000000000000000", "[1.10, 2]", '"\\b\\f\\n\\r\\t"', "-1.5", "-7",
)  # fmt: skip
_BROKEN_EXTRAS = (
    '"\\ud800"', '"\\udc00x"', '"\\ud83d\\u0041"', '"\\ud83dx"', "01", "1.", "nul", "1e999", '"\\x41"', '"\\u12g4"', '"a\tb"',
    '"a', "[1,]", "{,}", "[1 2]", '{"a" 1}', "--1", "+1", ".5", "\x00", "tru", "1" * 400, "'a'", '{"a":1,}', "[", "}", "NaN",
    "-", '"\\\\\\"', "1e400", '"\x7f\x1f"',
)  # fmt: skip
_BROKEN_BYTES = (
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe3\x81",
    b"\x00",
    b"\x1b",
    b"\xef\xbb\xbf",
)
_KEYS = (
    "other",
    "other",
    "more",
    "x.y",
    "Alpha",
    "Al.pha",
    "Alpha ",
    "Alp\\u0068a",
    "a",
    "a.b",
    "",
    ".",
    "a.",
    "Image",
    "winlog",
    "Event",
    "http",
    "é",
)
_SPACES = (("",), ("",), ("", " "), ("", " ", "  "), ("", "", " ", "\t"))


class Writer:
    """Writes records; the same random numbers write the same line."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._spaces = _SPACES[0]

    def line(self, source: JsonSource, fields: Mapping[str, Value]) -> bytes:
        """A record of the source that holds these fields, at times with something strange or broken in it."""
        self._spaces = self._random.choice(_SPACES)
        text = self._object(self._record(source, dict(fields)))
        data = text.encode("utf-8", "surrogatepass")
        return data if self._random.random() < 0.85 else self._broken(data)

    def _record(self, source: JsonSource, fields: dict[str, object]) -> dict[str, object]:
        choose = self._random.choice
        channel, number = choose(
            ((SYSMON, "1"), ("Security", "4688"), ("System", "7045"), (SYSMON, "13"), ("セキュリティ", ""))
        )
        event_id = choose(
            (number, number, int(number or 0), int(number or 0), choose((None, [1, 2], 1.5, 4688, 13, 1, "１")))
        )
        place = source.name
        if place == "windows.flat":
            return {"Channel": channel, "EventID": event_id, **fields}
        if place == "windows.evtx":
            identity = choose((event_id, {"#text": event_id, "#attributes": {"Qualifiers": 3}}))
            data: dict[str, object] = {choose(("EventData",) * 7 + ("UserData",)): fields}
            return {"Event": {"System": {"Channel": channel, "EventID": identity}, **data}}
        if place == "windows.winlogbeat":
            container = choose(("event_data",) * 7 + ("user_data",))
            winlog = {"channel": channel, "event_id": event_id, container: fields}
            return choose(({"winlog": winlog}, {"log_name": channel, "event_id": event_id, "event_data": fields}))
        kind = choose(("dns", "alert", "flow", "http", "日本"))
        return {"event_type": kind, "timestamp": "2026-01-01T00:00:00Z", **fields}

    def _object(self, record: Mapping[str, object]) -> str:
        members = [self._member(key, value) for key, value in record.items()]
        while self._random.random() < 0.25:
            members.insert(self._random.randint(0, len(members)), self._extra())
        if self._random.random() < 0.3:
            self._random.shuffle(members)
        if members and self._random.random() < 0.03:
            members.append(self._random.choice(members))
        return "{" + self._space() + ",".join(members) + self._space() + "}"

    def _extra(self) -> str:
        value = self._random.choice(_EXTRAS if self._random.random() < 0.97 else _BROKEN_EXTRAS)
        return f'{self._space()}"{self._random.choice(_KEYS)}"{self._space()}:{self._space()}{value}{self._space()}'

    def _member(self, key: str, value: object) -> str:
        if "." in key and isinstance(value, (str, tuple)) and self._random.random() < 0.5:
            first, _, rest = key.partition(".")
            return self._member(first, {rest: value})
        if isinstance(value, dict) and len(value) == 1 and self._random.random() < 0.2:
            ((below, inner),) = value.items()
            return self._member(f"{key}.{below}", inner)
        return f"{self._space()}{self._key(key)}{self._space()}:{self._space()}{self._value(value)}{self._space()}"

    def _key(self, key: str) -> str:
        return self._string(key) if self._random.random() < 0.02 else json.dumps(key, ensure_ascii=False)

    def _value(self, value: object) -> str:
        if isinstance(value, str):
            return self._scalar(value)
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, (tuple, list)):
            return "[" + ",".join(self._space() + self._value(item) + self._space() for item in value) + "]"
        return json.dumps(value)

    def _scalar(self, text: str) -> str:
        """Text as a string, or as the number that has this text."""
        if self._random.random() < 0.3:
            try:
                number = orjson.loads(text)
            except orjson.JSONDecodeError:
                return self._string(text)
            if isinstance(number, (int, float)):
                return text
        return self._string(text)

    def _string(self, text: str) -> str:
        if self._random.random() < 0.7:
            return json.dumps(text, ensure_ascii=self._random.random() < 0.3)
        return '"' + "".join(map(self._character, text)) + '"'

    def _character(self, character: str) -> str:
        if self._random.random() < 0.1:
            units = character.encode("utf-16-be")
            written = "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
            return self._random.choice((written, written.upper().replace("\\U", "\\u")))
        if character == "/" and self._random.random() < 0.5:
            return "\\/"
        return json.dumps(character, ensure_ascii=False)[1:-1]

    def _space(self) -> str:
        return self._random.choice(self._spaces)

    def _broken(self, data: bytes) -> bytes:
        at = self._random.randint(0, len(data))
        match self._random.randrange(5):
            case 0:
                return data[:at].rstrip(b"\r\n") or b"{"
            case 1:
                return data[:at] + self._random.choice(_BROKEN_BYTES) + data[at:]
            case 2:
                return data[:at] + bytes([self._random.choice(b'"\\{}[],: \t0a-')]) + data[at:]
            case 3:
                return data[:at] + data[at + 1 :] or b"{"
        return self._random.choice(
            (b"null", b"[]", b"1", b'"x"', b"{}", b"{", b"{}}", b"{} {}", b"[{}]", b"\xef\xbb\xbf{}")
        )


def reader(source: JsonSource) -> Callable[[bytes], Event | None]:
    """What the engine asks for the events of lines."""

    def read(line: bytes) -> Event | None:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            return None
        return source.to_event(record, CONTEXT, 0) if isinstance(record, dict) else None

    return read


def expected(
    source: JsonSource, lines: Sequence[bytes], rules: Sequence[Rule]
) -> tuple[set[tuple[int, int]], set[int]]:
    """What the reference says of the lines: pairs of line and rule, and the lines that are no events."""
    events = [reader(source)(line) for line in lines]
    unreadable = {number for number, event in enumerate(events) if event is None}
    return {
        (number, position)
        for number, event in enumerate(events)
        if event is not None
        for position, rule in enumerate(rules)
        if matches(rule, event)
    }, unreadable
