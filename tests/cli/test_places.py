from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.places import read_places
from places_made import cities


def test_databases_that_are_named_are_opened(tmp_path: Path) -> None:
    places = read_places([str(cities(tmp_path / "city.mmdb"))])

    assert places
    assert places("126.3.4.5").country == "JP"


def test_nobody_has_to_name_one() -> None:
    assert read_places([]) is None


def test_one_that_cannot_be_used_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"cannot read .*absent\.mmdb: No such file") as caught:
        read_places([str(tmp_path / "absent.mmdb")])

    assert caught.value.hint
