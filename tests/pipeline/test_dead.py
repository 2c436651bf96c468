from __future__ import annotations

from dataclasses import replace

from otasuke.pipeline.dead import DeadLetter, letter_entries, letters_of, parcel_letters, read_letters
from otasuke.pipeline.reading import read
from pipeline.cast import NOW, parcel

LETTER = DeadLetter("sakura", "office-pc", "b1", NOW, "broken_json", "at \udcff", b"\xff\x00")


def test_a_letter_says_where_its_record_came_from():
    parcels = [parcel(b"ok"), parcel(b"\x01\x02", batch="b2")]

    letters = list(letters_of(parcels, read(parcels).rejects))

    assert {("sakura", "office-pc", "b2", b"\x01\x02")} <= {(o.tenant, o.sensor, o.batch, o.data) for o in letters}


def test_letters_come_out_of_the_journal_as_they_went_in():
    ((name, data),) = letter_entries("m1", [LETTER])

    assert name == "m1.0"
    (read_again,) = read_letters(data)
    assert (read_again.data, read_again.received_at, read_again.detail) == (b"\xff\x00", NOW, "at ?")


def test_many_letters_are_several_entries():
    many = [DeadLetter("sakura", "s", "b", NOW, "fault", str(n), bytes(400_000)) for n in range(7)]

    made = list(letter_entries("m1", many))

    assert [name for name, _ in made] == ["m1.0", "m1.1", "m1.2", "m1.3"]
    assert [letter.detail for _, data in made for letter in read_letters(data)] == [str(n) for n in range(7)]


def test_every_parcel_has_letters_of_its_own_whatever_else_is_in_the_message():
    other = replace(LETTER, batch="another")

    alone, together = dict(parcel_letters([LETTER])), dict(parcel_letters([other, LETTER, other]))

    assert len(together) == 2
    assert alone.items() <= together.items()
