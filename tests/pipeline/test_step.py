from __future__ import annotations

import pytest

from otasuke.pipeline.parcels import BadMessage, pack
from otasuke.pipeline.step import Step
from pipeline.cast import FUJI, NOW, WHOAMI, all_new, creation, parcel, rules_of

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
