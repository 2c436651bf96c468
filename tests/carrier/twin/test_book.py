from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from otasuke.carrier.twin.book import FILE, Book, newest_texts

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def book(folder: Path) -> Book:
    return Book(folder, lambda: NOW)


def test_what_was_accepted_is_there_after_a_restart(tmp_path: Path) -> None:
    first = book(tmp_path)
    text = first.accept("SM", to="+819001234567", sender="+815000000001", words="こんにちは")
    call = first.accept("CA", to="+819001234567", sender="+815000000001", words="<Response/>")
    first.change(text.sid, status="delivered")
    first.change(call.sid, key="1")

    second = book(tmp_path)

    assert [one.sid for one in second.all()] == [call.sid, text.sid]
    assert second.get(text.sid) == first.get(text.sid)
    assert (second.all()[1].status, second.all()[0].heard) == ("delivered", "1")
    assert second.all()[0].made_at == NOW


def test_a_line_that_a_kill_cut_short_costs_nothing_else(tmp_path: Path) -> None:
    kept = book(tmp_path).accept("SM", to="+81", sender="+81", words="一")
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"sid": "SM2", "to": \n[]\n{"sid": 1}\n')

    assert [one.sid for one in book(tmp_path).all()] == [kept.sid]


def test_the_newest_texts_are_read_by_others(tmp_path: Path) -> None:
    writer = book(tmp_path)
    for number in range(3):
        writer.accept("SM", to="+81", sender="+81", words=str(number))
    writer.accept("CA", to="+81", sender="+81", words="<Response/>")

    assert [one.words for one in newest_texts(tmp_path, 2)] == ["2", "1"]


def test_where_no_twin_ever_was_there_is_nothing(tmp_path: Path) -> None:
    assert newest_texts(tmp_path / "nowhere", 9) == []
