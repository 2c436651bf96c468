"""The process that knows which devices came."""

from __future__ import annotations

from datetime import UTC, datetime

from otasuke.enrol.presence import JOURNAL, KEPT, Presence, presence_entries
from otasuke.stream.port import Entry
from otasuke.web.sensors import heard, watching

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_what_was_heard_is_written_down_and_what_cannot_be_read_hides_nothing(monkeypatch) -> None:
    written: list[tuple[list[Presence], int]] = []
    monkeypatch.setattr(heard, "write_heard", lambda heard, *, until: written.append((heard, until)))
    (data,) = presence_entries([Presence("minori", "keiri", NOW)])

    followed = watching.heard()
    followed.write([Entry(1, "bad", b"{", NOW), Entry(2, "good", data, NOW)], 2)

    assert (followed.journal, followed.kept) == (JOURNAL, KEPT)
    assert [([one.sensor for one in heard], until) for heard, until in written] == [(["keiri"], 2)]
