"""Events near rules: each is made to satisfy one rule and is then, half of the time, spoilt a little.

Recordings hold few of the things that rules look for; these events bring every rule close to its edge.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from oracle.logsources import DEFENDER, OTHER_CATEGORIES, SERVICES, SYSMON, SYSMON_CATEGORIES, THREAT_IDS
from oracle.recordings import ALIASES_OF_4688, RECEIVED_AT
from oracle.regex_sample import sample
from oracle.rules import OracleRule
from oracle.tree import AllOf, AnyFieldPasses, AnyOf, FieldIsThere, FieldPasses, FieldsAgree, Node, NotThis
from oracle.values import Compares, Glob, InNetwork, Matches, ValueTest
from otasuke.events import Event, LogSource, Value
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise

WINDOWS_FIELDS = ("Channel", "EventID")
ODD_TEXTS = ("", "-", " ", "\n", "\\", "é", "İ", "ſ", "K", "日本", "\U0001f600", '"', "%", "*", "?", "\x00")
RUN_OF_ANYTHING = ("", "", "x", " ", "\n", "é", "日", "a\\b")


@dataclass
class Draft:
    """A value under construction: several tests on one field are joined where that is possible."""

    start: str = ""
    middle: list[str] = field(default_factory=list)
    end: str = ""
    whole: str | None = None

    def text(self) -> str:
        return self.whole if self.whole is not None else self.start + " ".join(self.middle) + self.end


class Near:
    """A source of events near one rule; the same seed gives the same events."""

    def __init__(self, rule: OracleRule, seed: int) -> None:
        self.rule = rule
        self.random = Random(f"{rule.id} {seed}")

    def fields(self) -> dict[str, Value]:
        """Fields that are likely to satisfy the rule, or nearly so."""
        drafts: dict[str, Draft] = {}
        self.satisfy(self.rule.node, drafts)
        fields: dict[str, Value] = {name: draft.text() for name, draft in drafts.items()}
        if self.random.random() < 0.5:
            # Many filters look for fields that are absent, so let some be there with nothing remarkable.
            fields = {**{name: "ordinary" for name in self.rule.node.fields_used() if name}, **fields}
        if self.rule.product == "windows" or self.rule.category == "antivirus":
            fields |= self.windows_gate(fields)
        if fields.get("EventID") == "4688" and self.random.random() < 0.7:
            fields = {ALIASES_OF_4688.get(name, name): value for name, value in fields.items()}
        if self.random.random() < 0.5:
            self.spoil(fields)
        return fields

    def satisfy(self, node: Node, drafts: dict[str, Draft]) -> None:
        """Add what makes the node true; contradictions are left to chance."""
        match node:
            case AllOf(nodes):
                for one in nodes:
                    self.satisfy(one, drafts)
            case AnyOf(nodes) if nodes:
                self.satisfy(self.random.choice(nodes), drafts)
            case NotThis(one) if self.random.random() < 0.1:
                self.satisfy(one, drafts)
            case FieldIsThere(name):
                drafts.setdefault(name, Draft(middle=["here"]))
            case FieldPasses(name, test):
                self.extend(drafts.setdefault(name, Draft()), test)
            case AnyFieldPasses(test):
                self.extend(drafts.setdefault(self.random.choice(("message", "Data", "CommandLine")), Draft()), test)
            case FieldsAgree(name, other, _, _):
                drafts[name] = Draft(whole=drafts.setdefault(other, Draft(middle=["same"])).text())

    def extend(self, draft: Draft, test: ValueTest) -> None:
        if not isinstance(test, Glob):
            draft.whole = self.value_for(test)
            return
        texts = ["".join(self.character() if one is None else one for one in run.characters) for run in test.runs]
        if len(texts) == 1:
            draft.whole = self.recased(texts[0], test)
            return
        draft.start = self.recased(texts[0], test) or draft.start
        draft.middle += [self.recased(text, test) + self.random.choice(RUN_OF_ANYTHING) for text in texts[1:-1]]
        draft.end = self.recased(texts[-1], test) or draft.end

    def character(self) -> str:
        return self.random.choice("aZ0é日\n\U0001f600")

    def recased(self, text: str, test: Glob) -> str:
        return text if test.cased else self.random.choice((str.lower, str.upper, str.title, str))(text)

    def value_for(self, test: ValueTest) -> str:
        match test:
            case Matches(pattern):
                return self.random.choice(("", "", "x ")) + sample(pattern, self.random)
            case InNetwork(network):
                address = network[self.random.randrange(min(network.num_addresses, 2**32))]
                mapped = isinstance(address, ipaddress.IPv4Address) and self.random.random() < 0.2
                return f"::ffff:{address}" if mapped else str(address)
            case Compares(_, number):
                return str(number + self.random.choice((-1, 0, 1)))
            case _:
                return self.random.choice(ODD_TEXTS)

    def windows_gate(self, fields: dict[str, Value]) -> dict[str, Value]:
        """A Channel and an EventID of the rule's log source."""
        if self.rule.category in SYSMON_CATEGORIES:
            if self.rule.category == "process_creation" and self.random.random() < 0.3:
                return {"Channel": "Security", "EventID": "4688"}
            return {"Channel": SYSMON, "EventID": self.random.choice(SYSMON_CATEGORIES[self.rule.category])}
        if self.rule.category in OTHER_CATEGORIES:
            channels, event_id = OTHER_CATEGORIES[self.rule.category]
            return {"Channel": self.random.choice(channels), "EventID": event_id}
        if self.rule.category == "antivirus":
            return {"Channel": DEFENDER, "EventID": self.random.choice(THREAT_IDS)}
        channels = SERVICES.get(self.rule.service or "", ("System",))
        return {"Channel": self.random.choice(channels), "EventID": "1"} | {
            name: fields[name] for name in WINDOWS_FIELDS if name in fields
        }

    def spoil(self, fields: dict[str, Value]) -> None:
        """Change one field a little."""
        names = sorted(name for name in fields if name not in WINDOWS_FIELDS)
        if not names:
            return
        name = self.random.choice(names)
        value = str(fields[name])
        at = self.random.randint(0, len(value))
        odd = self.random.choice(ODD_TEXTS)
        changes: tuple[Value | None, ...] = (
            None,
            odd,
            value[:at] + odd + value[at:],
            value[:at] + value[at + 1 :],
            value + odd,
            (value, odd),
            (odd, value),
            value[:at] + value[at : at + 1].swapcase() + value[at + 1 :],
        )
        changed = self.random.choice(changes)
        if changed is None:
            del fields[name]
        else:
            fields[name] = changed


def fields_near(rule: OracleRule, count: int, seed: int) -> Iterator[dict[str, Value]]:
    """`count` sets of fields near the rule."""
    near = Near(rule, seed)
    return (near.fields() for _ in range(count))


def near_events(rules: Sequence[OracleRule], count: int, seed: int) -> Iterator[Event]:
    """`count` events near each rule: for Windows through the normaliser of flat JSON, else with the rule's log source."""
    for rule in rules:
        for fields in fields_near(rule, count, seed):
            if rule.product == "windows" or rule.category == "antivirus":
                yield windows_event(fields)
            else:
                source = LogSource(product=rule.product, category=rule.category, service=rule.service)
                yield Event(None, RECEIVED_AT, "made.up", "", (source,), fields, 0)


def windows_event(fields: Mapping[str, Value]) -> Event:
    """The event of a flat JSON line with these fields."""
    (event,) = normalise(json.dumps(fields).encode(), Context(RECEIVED_AT), source="windows.flat")
    assert isinstance(event, Event), event
    return event
