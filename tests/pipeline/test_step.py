from __future__ import annotations

import pytest

from otasuke.pipeline.parcels import BadMessage, pack
from otasuke.pipeline.step import Step
from otasuke.pipeline.tenant_book import TenantBook
from otasuke.pipeline.tenant_rules import TenantRules
from pipeline.cast import (
    FAILED_SIGN_IN,
    FUJI,
    GUESSING,
    NOW,
    WHOAMI,
    all_new,
    creation,
    failed_sign_in,
    parcel,
    rules_of,
)
from pipeline.tenant_cast import FAILED_ID, WHOAMI_ID, off, value_of

BAD = creation("C:\\whoami.exe")


def test_a_message_is_matched_and_becomes_columns_and_letters():
    message = pack([parcel(BAD, b"\x01\x02 what"), parcel(creation("a.exe"), sender=FUJI)])

    outcome = Step(rules_of(WHOAMI)).run([message], all_new, now=NOW)

    assert [one.tenant for one in outcome.findings.detections] == ["sakura"]
    assert sum(batch.num_rows for batch in outcome.gathered.batches()) == 2
    assert list(outcome.events.values()) == [2]
    assert [(one.tenant, one.data) for one in outcome.letters] == [("sakura", b"\x01\x02 what")]


def test_parcels_that_were_met_before_are_left_out():
    message = pack([parcel(BAD, batch="old"), parcel(creation("a.exe"), batch="new")])

    outcome = Step(rules_of(WHOAMI)).run([message], lambda parcels: [batch == "new" for _, batch in parcels], now=NOW)

    assert [[one.batch for one in parcels] for parcels in outcome.parcels] == [["new"]]
    assert outcome.findings.detections == ()
    assert sum(outcome.events.values()) == 1


def test_several_messages_are_worked_on_as_one_and_a_parcel_in_two_of_them_counts_once():
    messages = [
        pack([parcel(BAD, batch="a")]),
        pack([parcel(BAD, batch="a"), parcel(creation("b.exe"), batch="b")]),
    ]

    def first_of_each(parcels):
        return [one not in parcels[:at] for at, one in enumerate(parcels)]

    outcome = Step(rules_of(WHOAMI)).run(messages, first_of_each, now=NOW)

    assert [[one.batch for one in parcels] for parcels in outcome.parcels] == [["a"], ["b"]]
    assert len(outcome.findings.detections) == 1
    assert sum(outcome.events.values()) == 2


def test_other_rules_can_be_used_from_one_message_to_the_next():
    step = Step(rules_of(WHOAMI.replace("whoami", "other")))
    before = step.run([pack([parcel(BAD)])], all_new, now=NOW)
    step.use(rules_of(WHOAMI))

    after = step.run([pack([parcel(BAD)])], all_new, now=NOW)

    assert (len(before.findings.detections), len(after.findings.detections)) == (0, 1)


def test_bytes_that_are_no_message_are_said():
    with pytest.raises(BadMessage):
        Step(rules_of(WHOAMI)).run([b"what"], all_new, now=NOW)


def test_what_is_switched_off_for_a_tenant_is_neither_detected_nor_correlated_and_its_events_are_kept():
    book = TenantBook()
    book.change("sakura", value_of(off(WHOAMI_ID), off(FAILED_ID)))
    lines = (BAD, failed_sign_in(1))
    message = pack([parcel(*lines), parcel(*lines, sender=FUJI)])
    rules = rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING)

    outcome = Step(rules, tenant_rules=TenantRules(book)).run([message], all_new, now=NOW)

    assert {one.tenant for one in (*outcome.findings.detections, *outcome.findings.hits)} == {"fuji"}
    assert sum(batch.num_rows for batch in outcome.gathered.batches()) == 4
