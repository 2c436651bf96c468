from __future__ import annotations

import pytest

from otasuke.pipeline.gateway.spool import Spool, SpoolFull


def test_what_is_kept_is_there_after_a_restart_the_oldest_first(tmp_path):
    spool = Spool(tmp_path / "spool")
    for name in ("m1", "m2", "m3"):
        spool.keep(3, name, name.encode())

    again = Spool(tmp_path / "spool")

    assert [(one.partition, one.name, one.data()) for one in again.oldest(2)] == [(3, "m1", b"m1"), (3, "m2", b"m2")]
    assert again.size_bytes == 6


def test_what_was_handed_on_makes_room(tmp_path):
    spool = Spool(tmp_path / "spool", largest_bytes=10)
    spool.keep(0, "m1", bytes(8))
    with pytest.raises(SpoolFull):
        spool.keep(0, "m2", bytes(8))

    spool.remove(spool.oldest(1)[0])

    spool.keep(0, "m2", bytes(8))
    assert [one.name for one in spool.oldest(9)] == ["m2"]


def test_a_file_that_was_not_written_to_its_end_is_no_message(tmp_path):
    (tmp_path / ".0-m1.message.partial").write_bytes(b"half")

    assert Spool(tmp_path).oldest(9) == []
