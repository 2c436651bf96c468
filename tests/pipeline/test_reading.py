from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compiled import kernel
from otasuke.events import RejectReason
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.reading import read
from otasuke.pipeline.records.reader import RecordReader
from pipeline.cast import FUJI, creation, failed_sign_in, parcel


def test_records_with_a_shape_keep_their_line_and_their_place():
    reading = read([parcel(creation("a.exe")), parcel(b"", creation("b.exe"), sender=FUJI)])

    records = reading.shaped["windows.winlogbeat"]
    assert records.data == creation("a.exe") + b"\n" + creation("b.exe")
    assert (records.parcels, records.ordinals) == ([0, 1], [0, 1])
    assert sum(reading.by_source.values()) == 2


def test_other_lines_become_events_of_their_parcel_with_places_of_their_own():
    reading = read([parcel(creation("a.exe")), parcel(failed_sign_in(1), creation("b.exe"), failed_sign_in(2))])

    assert [(number, event.source) for number, _, event in reading.events] == [(1, "linux.syslog")] * 2
    assert len({place for _, place, _ in reading.events}) == 2


def test_a_record_that_nobody_can_read_is_kept_as_it_came():
    broken = b'{"EventID": 1, "Channel": ' + b"x" * 300

    (rejected,) = read([parcel(creation("a.exe"), broken, creation("b.exe"))]).rejects

    assert (rejected.parcel, rejected.data, rejected.reject.reason) == (0, broken, RejectReason.BROKEN_JSON)


def test_what_was_read_before_is_not_read_again():
    parcels = [
        parcel(creation("a.exe"), failed_sign_in(1), creation("b.exe")),
        parcel(failed_sign_in(2), creation("c.exe")),
    ]
    quick = RecordReader(kernel(), JSON_SOURCES, JST).read(parcels)

    reading = read(parcels, quick=quick)

    records = reading.shaped["windows.winlogbeat"]
    assert records.data.split(b"\n") == [creation("a.exe"), creation("b.exe"), creation("c.exe")]
    assert (records.parcels, records.ordinals) == ([0, 0, 1], [0, 2, 1])
    assert [(number, ordinal, event.source) for number, ordinal, event in reading.events] == [
        (number, ordinal, event.source) for number, ordinal, event in read(parcels).events
    ]


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_whatever_is_sent_is_read_or_rejected(lines):
    reading = read([parcel(*lines)])

    assert sum(reading.by_source.values()) + len(reading.rejects) <= max(1, b"\n".join(lines).count(b"\n") + 1) * 2


def test_records_are_handed_on_in_portions_with_their_places():
    taken = []

    def take(portion):
        taken.append((len(portion.records), portion.parcels[0], portion.ordinals[0]))

    read([parcel(*[creation(f"{number}.exe") for number in range(300)]), parcel(creation("a.exe"))], take)

    assert taken == [(256, 0, 0), (45, 0, 256)]
