from __future__ import annotations

from compiled import kernel
from otasuke.lake.columns import joined
from otasuke.pipeline.columns import ColumnStep, Gathered
from otasuke.pipeline.reading import read
from pipeline.cast import FUJI, NOW, creation, failed_sign_in, parcel


def columns_of(*parcels):
    columns = ColumnStep(kernel()).begin(parcels)
    columns.add_events(read(parcels, columns.add, columns.read()).events)
    rows = joined(columns.gathered.batches()).to_pylist() if columns.gathered.rows else []
    assert len(rows) == columns.gathered.rows
    return {source: [row for row in rows if row["source"] == source] for source in {row["source"] for row in rows}}


def test_every_source_has_columns_that_say_whose_each_event_is():
    found = columns_of(parcel(creation("a.exe"), failed_sign_in(1)), parcel(creation("b.exe"), sender=FUJI, batch="b7"))

    assert sorted(found) == ["linux.syslog", "windows.winlogbeat"]
    first, second = found["windows.winlogbeat"]
    assert (first["tenant"], first["batch"], first["f.Image"]) == ("sakura", "b1", "a.exe")
    assert (second["tenant"], second["batch"], second["f.Image"]) == ("fuji", "b7", "b.exe")
    assert (first["sent_by"], first["sensor"], first["received_at"]) == ("office-pc", "KEIRI-PC01", NOW)
    assert found["linux.syslog"][0]["sensor"] == "nas"


def test_a_record_that_is_too_much_for_columns_comes_as_an_event():
    found = columns_of(parcel(creation("a.exe", Many=["x"] * 20), creation("b.exe")))

    assert sorted(row["f.Image"] for row in found["windows.winlogbeat"]) == ["a.exe", "b.exe"]


def test_nothing_has_no_columns():
    assert columns_of(parcel(b"")) == {}


def test_what_was_gathered_apart_is_put_together():
    gathered = Gathered()
    for image in ("a.exe", "b.exe"):
        columns = ColumnStep(kernel()).begin([parcel(creation(image), creation(image, Many=["x", {}]))])
        read(columns.parcels, columns.add, columns.read())
        gathered.add_all(columns.gathered)

    assert gathered.rows == 4
    assert (
        sorted(row["f.Image"] for batch in gathered.batches() for row in batch.to_pylist())
        == ["a.exe"] * 2 + ["b.exe"] * 2
    )
