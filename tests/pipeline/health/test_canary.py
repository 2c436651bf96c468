from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from otasuke.detect.evaluate import matches
from otasuke.detect.load import load_rules
from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.pipeline.health.canary import CANARY_RULE_ID, Canary, canary_rule, nonce_in

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
CANARY = Canary("syslog_tcp", "0123456789abcdef" * 2, NOON)
FORMS = {
    "as a document": orjson.dumps(CANARY.document()),
    "as Fluent Forward hands it on": orjson.dumps(
        CANARY.document() | {"@timestamp": "2026-11-23T03:00:00Z", "fluent": {"tag": "otasuke"}}
    ),
    "as syslog": CANARY.syslog(),
}


def event_of(data: bytes) -> Event:
    (event,) = normalise(data, Context(NOON, sensor="canary"))
    assert isinstance(event, Event)
    return event


@pytest.mark.parametrize("form", FORMS)
def test_its_rule_finds_a_canary_in_every_form_and_its_nonce_is_read(form: str):
    rules = load_rules([canary_rule()])
    event = event_of(FORMS[form])

    assert [rule.id for rule in rules.rules if matches(rule, event)] == [CANARY_RULE_ID]
    assert event.time == NOON
    assert nonce_in([str(value) for value in event.fields.values()]) == CANARY.nonce


def test_the_rule_has_no_fault_and_finds_nothing_else():
    rules = load_rules([canary_rule()])
    other = event_of(b"<14>1 2026-11-23T03:00:00Z web1 sshd - - - the otasuke-canary path= is quoted here")

    assert (rules.faults, rules.notes) == ((), ())
    assert not matches(rules.rules[0], other)


def test_every_canary_is_another():
    assert len({Canary.new("http", NOON).nonce for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "words",
    ["", "otasuke-canary path=http nonce=", f"x {CANARY.words}", f"{CANARY.words}\n", CANARY.words.upper()],
)
def test_other_words_have_no_nonce(words: str):
    assert nonce_in([words]) is None
