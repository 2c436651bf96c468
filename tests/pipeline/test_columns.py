from __future__ import annotations

import json
from datetime import timedelta

import pytest

from compiled import kernel
from otasuke.detect.indicators.observables import parse_observable
from otasuke.lake.care import care_once
from otasuke.lake.columns import FIELD, MOST_FIELDS
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.hunt import Limits, hunt
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Condition, Indicators
from otasuke.lake.joining import joined
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.tables import opened
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


def wide(number):
    """A record with 250 keys that nobody has sent before; one of them holds an address."""
    keys = {f"k{number}-{at}": f"198.51.100.{number % 250}" if at == 7 else str(at) for at in range(250)}
    return json.dumps({"EventID": 1, "Channel": "x", **keys}).encode()


def found_in(lake, question):
    outcome = hunt(question, parts_of(lake, ["sakura", "fuji"]), Limits(hits=1000, whole=True))
    assert outcome.unreadable == []
    return outcome.answer


def fields_of_files(lake):
    for path in lake.glob("**/*.parquet"):
        with opened(path) as file:
            yield sum(name.startswith(FIELD) for name in file.names)


@pytest.fixture
def crowded(tmp_path):
    """A lake in which one tenant sent 100,000 different keys while another one worked as ever; and what was gathered."""
    step, gathered = ColumnStep(kernel()), Gathered()
    for first in range(0, 400, 50):
        lines = [wide(number) for number in range(first, first + 50)]
        parcels = [parcel(*lines, batch=f"w{first}"), parcel(creation(f"{first}.exe"), sender=FUJI, batch=f"o{first}")]
        columns = step.begin(parcels)
        read(parcels, columns.add, columns.read())
        gathered.add_all(columns.gathered)
    writer = RecentWriter(tmp_path)
    writer.add("m1", [], gathered.batches())
    writer.flush(NOW)
    return tmp_path, gathered


def test_who_makes_up_fields_makes_no_columns_without_end(crowded):
    lake, gathered = crowded
    widths = [sum(name.startswith(FIELD) for name in one.schema.names) for one in gathered.batches()]

    assert max(widths) <= 1024 + 512
    assert sum(widths) < 20_000
    assert gathered.cells < 2_000_000
    assert max(fields_of_files(lake)) <= MOST_FIELDS
    assert gathered.crowded.keys() == {("sakura", "office-pc")}


@pytest.mark.parametrize("is_settled", [False, True])
def test_whatever_was_sent_is_stored_and_found_next_to_what_others_sent(crowded, is_settled):
    lake, _ = crowded
    if is_settled:
        assert care_once(lake, now=NOW + timedelta(hours=2)).settled_rows == 408
        care_once(lake, now=NOW + timedelta(days=9))
    stored = {tuple(event.fields.items()) for event in LakeReader(lake, "sakura").events()}
    images = sorted(str(event.fields["Image"]) for event in LakeReader(lake, "fuji").events())

    assert len(stored) == 400
    assert {name for fields in stored for name, _ in fields} >= {
        f"k{line}-{at}" for line in range(400) for at in range(250)
    }
    assert images == sorted(f"{number}.exe" for number in range(0, 400, 50))
    assert found_in(lake, Condition(parse_conditions(["k399-249=249"], []))).found == 1
    assert found_in(lake, Condition(parse_conditions(["Image|endswith=50.exe"], []))).found == 4
    assert found_in(lake, Condition(parse_conditions([], ["198.51.100.249"]))).found == 1
    assert found_in(lake, Indicators([parse_observable("198.51.100.249")])).found == 1
    assert max(fields_of_files(lake)) <= MOST_FIELDS


def test_others_keep_their_columns_next_to_one_who_makes_up_fields(crowded):
    lake, _ = crowded
    care_once(lake, now=NOW + timedelta(hours=2))
    (path,) = lake.glob("tenant=fuji/**/*.parquet")

    with opened(path) as file:
        assert {"f.Image", "f.CommandLine", "f.winlog.channel"} & set(file.names) >= {"f.Image", "f.CommandLine"}
        assert "other_fields" not in file.names
