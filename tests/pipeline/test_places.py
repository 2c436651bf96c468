from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from otasuke.detect.learn.places import Place
from otasuke.pipeline import places
from otasuke.pipeline.places import PlaceFault, PlaceFiles
from places_made import TOKYO, cities, city, made

JAPAN = Place("JP", "Japan", latitude=TOKYO[0], longitude=TOKYO[1])


def test_a_database_says_where_an_address_is(tmp_path: Path) -> None:
    files = PlaceFiles([cities(tmp_path / "city.mmdb")])

    assert files("126.3.4.5") == JAPAN
    assert files("203.0.113.5") == Place()
    assert files("2001:db8::1") == Place()
    assert files("no address") == Place()
    assert files.faults() == []


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"country": {"iso_code": "jp"}}, Place("JP")),
        ({"registered_country": {"iso_code": "JP", "names": {"en": "Japan"}}}, Place("JP", "Japan")),
        (
            {"country": "Japan", "country_code": "JP", "asn": "AS4713", "as_name": "OCN"},
            Place("JP", "Japan", "4713", "OCN"),
        ),
        ({"country_code": "JP"}, Place("JP")),
        ({"autonomous_system_number": 4713, "autonomous_system_organization": "OCN"}, Place("", "", "4713", "OCN")),
        ({"location": {"latitude": 35.7}}, Place()),
        ({"location": {"latitude": 135.7, "longitude": 10.0}, "country": {"iso_code": "JAPAN"}}, Place()),
        ({"country": ["JP"], "location": "x", "autonomous_system_number": {"a": 1}}, Place()),
    ],
)
def test_makers_name_their_fields_differently(record: dict[str, object], place: Place, tmp_path: Path) -> None:
    assert PlaceFiles([made(tmp_path / "x.mmdb", {"126.0.0.0/8": record})])("126.3.4.5") == place


def test_of_several_files_the_first_that_knows_a_thing_counts(tmp_path: Path) -> None:
    provider = made(
        tmp_path / "asn.mmdb",
        {"126.0.0.0/8": {"autonomous_system_number": 17676, "country_code": "XX"}, "1.0.0.0/8": city("AU", "", TOKYO)},
        version=4,
    )
    files = PlaceFiles([cities(tmp_path / "city.mmdb"), provider])

    assert files("126.3.4.5") == Place("JP", "Japan", "17676", latitude=TOKYO[0], longitude=TOKYO[1])
    assert files("1.2.3.4").country == "AU"
    assert files("2001:db8::1") == Place()  # the second file knows no such addresses


def test_a_file_that_is_none_is_told_once_and_the_others_are_asked(tmp_path: Path) -> None:
    (tmp_path / "bad.mmdb").write_bytes(b"<html>log in to download</html>")
    paths = [tmp_path / "bad.mmdb", tmp_path / "absent.mmdb", cities(tmp_path / "city.mmdb")]

    files = PlaceFiles(paths)

    unfit, absent = files.faults()
    assert (unfit.fault, absent.fault) == (PlaceFault.UNFIT, PlaceFault.UNREADABLE)
    assert "bad.mmdb is no database in MaxMind's format" in str(unfit)
    assert str(absent) == f"cannot read {tmp_path / 'absent.mmdb'}: No such file or directory"
    assert files("126.3.4.5") == JAPAN
    assert not files.renew()
    assert files.faults() == []


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LARGEST_BYTES", 100)

    (wrong,) = PlaceFiles([cities(tmp_path / "city.mmdb")]).faults()

    assert wrong.fault is PlaceFault.TOO_LARGE


def test_a_file_that_is_replaced_is_read_again_and_one_that_is_spoilt_goes_on_as_it_was(tmp_path: Path) -> None:
    path = cities(tmp_path / "city.mmdb")
    files = PlaceFiles([path])
    files("126.3.4.5")

    made(path, {"126.0.0.0/8": city("KR", "South Korea", TOKYO)})
    os.utime(path, ns=(1, 1))

    assert files.renew()
    assert files("126.3.4.5").country == "KR"

    path.write_bytes(b"x")

    assert not files.renew()
    assert files("126.3.4.5").country == "KR"
    assert [wrong.fault for wrong in files.faults()] == [PlaceFault.UNFIT]


def test_a_damaged_database_is_told_once_and_knows_nothing(tmp_path: Path) -> None:
    path = cities(tmp_path / "city.mmdb")
    data = path.read_bytes()
    at = data.index(b"Japan") - 40  # among what is said of an address, behind the tree
    path.write_bytes(data[:at] + b"\xff" * 60 + data[at + 60 :])

    files = PlaceFiles([path])
    found = [files(f"126.3.4.{number}") for number in range(3)]

    assert found == [Place()] * 3
    (wrong,) = files.faults()
    assert wrong.fault in (PlaceFault.DAMAGED, PlaceFault.UNFIT)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_damaged_nothing_fails(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = cities(tmp_path / "city.mmdb")
    data = bytearray(path.read_bytes())
    for _ in range(1 + seed * 5):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data[: len(data) if seed % 3 else chance.randrange(len(data))])

    files = PlaceFiles([path])

    for address in ("126.3.4.5", "141.98.10.60", "2001:db8::1", "0.0.0.0", "255.255.255.255"):
        assert isinstance(files(address), Place)
