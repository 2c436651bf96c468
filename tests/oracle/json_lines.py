"""Made-up JSON lines near rules, in every shape that the engine also reads straight from the bytes.

JSON can say one thing in many ways: order, blanks, escapes, duplicate members, numbers for text, nested extras.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from oracle.near import fields_near
from oracle.rules import OracleRule
from otasuke.events import Value

WINDOWS_SOURCES = ("windows.flat", "windows.evtx", "windows.winlogbeat")
SOURCES: dict[str | None, str] = {
    "bitbucket": "bitbucket.audit",
    "cisco": "cisco.duo",
    "github": "github.audit",
    "kubernetes": "kubernetes.audit",
    "okta": "okta.system",
    "onelogin": "onelogin.events",
    "opencanary": "application.opencanary",
}
"""product → a source of whose shape a line is made."""

EXTRAS = (
    '{"a":{"b":[1,2,{"c":"x"}]}}', '[1,"x",null]', "null", "1.50", "-0", "1e5", "{}", "[]", "true", '"\\ud83d\\ude00"',
    '[["a"],{"b":1}]', '""', '"\\u0000"', '"\\/"',
)  # fmt: skip


def lines_near(rules: Sequence[OracleRule], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` lines near each rule that has a source in JSON, each with the name of its source."""
    for rule in rules:
        random = Random(f"{rule.id} {seed}")
        for fields in fields_near(rule, count, seed):
            source = random.choice(WINDOWS_SOURCES) if rule.product == "windows" else SOURCES.get(rule.product)
            if source:
                yield source, written(shaped(fields, source), random).encode()


def shaped(fields: Mapping[str, Value], source: str) -> dict[str, object]:
    """The record of this source that holds these fields."""
    rest = {name: value for name, value in fields.items() if name not in ("Channel", "EventID", "Provider_Name")}
    header = {name: fields[name] for name in ("Channel", "EventID") if name in fields}
    provider = fields.get("Provider_Name", "p")
    if source == "windows.evtx":
        system = {**header, "Provider": {"#attributes": {"Name": provider}}}
        return {"Event": {"System": system, "EventData": rest}}
    if source == "windows.winlogbeat":
        names = {"Channel": "channel", "EventID": "event_id"}
        winlog = {names[name]: value for name, value in header.items()}
        return {"winlog": {**winlog, "provider_name": provider, "event_data": rest}}
    return nested(fields) if source != "windows.flat" else dict(fields)


def nested(fields: Mapping[str, Value]) -> dict[str, object]:
    """`a.b` as an object in an object, where nothing else stands in its way."""
    record: dict[str, object] = {}
    for name, value in fields.items():
        *parents, last = name.split(".")
        node = record
        for parent in parents:
            below = node.setdefault(parent, {})
            if not isinstance(below, dict):
                break
            node = below
        node[last] = value
    return record


def written(value: object, random: Random) -> str:
    """The value as JSON, in one of the ways to write it."""
    if isinstance(value, dict):
        return written_object(value, random)
    if isinstance(value, str) and value in ("true", "false") and random.random() < 0.5:
        return value
    if isinstance(value, str) and is_plain_number(value) and random.random() < 0.5:
        return value
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    if isinstance(value, str) and random.random() < 0.2:
        return '"' + "".join(written_character(character, random) for character in value) + '"'
    return text


def is_plain_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or not text.startswith("0")) and len(text) < 15


def written_character(character: str, random: Random) -> str:
    if random.random() < 0.3 and ord(character) < 0x10000:
        return f"\\u{ord(character):04x}"
    if character == "/" and random.random() < 0.5:
        return "\\/"
    return json.dumps(character, ensure_ascii=False)[1:-1]


def written_object(record: Mapping[str, object], random: Random) -> str:
    members = [(name, written(value, random)) for name, value in record.items()]
    random.shuffle(members)
    if members and random.random() < 0.1:
        # Of two members with one name, the last one counts.
        members.insert(0, (random.choice(members)[0], random.choice(EXTRAS)))
    if random.random() < 0.2:
        members.insert(random.randint(0, len(members)), (random.choice(("Extra", "o", "日")), random.choice(EXTRAS)))
    blank = random.choice(("", "", " ", "\t "))
    inside = f",{blank}".join(f"{json.dumps(name)}{blank}:{blank}{value}" for name, value in members)
    return f"{{{blank}{inside}{blank}}}"
