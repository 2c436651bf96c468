"""The adapter, over the twin and with real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrier_contract import MOBILE, CarrierContract, call, text
from carrier_ear import Line, line
from otasuke.carrier import Call, Refused, Text, Unanswered
from otasuke.carrier.account import Account
from otasuke.carrier.twilio import MOST_LETTERS, Twilio

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class TestTwilio(CarrierContract):
    @pytest.fixture
    def line(self, tmp_path: Path) -> Iterator[Line]:
        with line(tmp_path) as connected:
            yield connected

    def test_the_real_carrier_gets_no_invented_number(self) -> None:
        real = Twilio(Account("https://api.twilio.com", "AC1", "x", "+815012345678", "+815012345678"))

        with pytest.raises(Refused) as refused:
            real.send_text(text())

        assert (refused.value.permanent, refused.value.code) == (True, "invented")

    def test_a_number_abroad_is_called_where_that_is_allowed(self, line: Line) -> None:
        open_minded = Twilio(replace(line.account, abroad=("+1",)))

        open_minded.send_text(Text("+1 202 555 0142", "hello", "r"))

        assert line.twin.texts[0].to == "+12025550142"

    def test_a_text_found_on_a_later_page(self, line: Line, monkeypatch: pytest.MonkeyPatch, since: datetime) -> None:
        receipt = line.carrier.send_text(text())
        for number in range(5):
            line.carrier.send_text(text(f"later-{number}"))
        monkeypatch.setattr("otasuke.carrier.twilio._PAGE", 2)

        assert line.carrier.find(text(), since=since) == receipt

    def test_a_list_without_end_is_not_taken_for_a_no(
        self, line: Line, monkeypatch: pytest.MonkeyPatch, since: datetime
    ) -> None:
        for number in range(3):
            line.carrier.send_text(text(f"other-{number}"))
        monkeypatch.setattr("otasuke.carrier.twilio._PAGE", 1)
        monkeypatch.setattr("otasuke.carrier.twilio._MOST_PAGES", 2)

        with pytest.raises(Unanswered):
            line.carrier.find(text(), since=since)

    def test_what_was_sent_long_before_is_not_read(self, line: Line) -> None:
        line.carrier.send_text(text())

        assert line.carrier.find(text(), since=datetime.now(UTC) + timedelta(minutes=2)) is None

    @pytest.mark.parametrize(("days", "pages_read"), [((3, 2, 1), 1), ((1, 2, 3), 2), ((2, 2, 2), 2)])
    def test_only_a_list_that_runs_from_new_to_old_ends_before_its_end(
        self, line: Line, monkeypatch: pytest.MonkeyPatch, days: tuple[int, ...], pages_read: int
    ) -> None:
        old = [{"sid": "SM1", "body": "x", "date_created": f"0{day} Nov 2026 09:00:00 +0000"} for day in days]
        pages = [
            {"messages": old, "next_page_uri": f"/2010-04-01/Accounts/{line.account.account}/Messages.json?Page=1"},
            {"messages": [], "next_page_uri": None},
        ]
        read: list[str] = []

        def ask(_: Account, path: str) -> dict[str, object]:
            read.append(path)
            return pages[len(read) - 1]

        monkeypatch.setattr("otasuke.carrier.twilio.ask", ask)

        assert line.carrier.find(text(), since=NOW) is None
        assert len(read) == pages_read

    def test_a_call_that_waits_to_be_made_is_found_wherever_it_is_listed(
        self, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waiting = {"sid": "CA1", "date_created": "Mon, 23 Nov 2026 09:00:01 +0000", "direction": "outbound-api"}

        def ask(_: Account, path: str) -> dict[str, object]:
            return {"calls": [waiting] if "Status=queued" in path else [], "next_page_uri": None}

        monkeypatch.setattr("otasuke.carrier.twilio.ask", ask)

        found = line.carrier.find(call(), since=NOW)

        assert found is not None
        assert found.carrier_id == "CA1"

    def test_words_that_the_carrier_has_forgotten_are_no_no(self, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
        forgotten = {
            "sid": "SM1",
            "body": "",
            "date_created": "Mon, 23 Nov 2026 09:00:01 +0000",
            "direction": "outbound-api",
        }
        page = {"messages": [forgotten], "next_page_uri": None}
        monkeypatch.setattr("otasuke.carrier.twilio.ask", lambda *_: page)

        with pytest.raises(Unanswered):
            line.carrier.find(text(), since=NOW)

    @pytest.mark.parametrize(
        "said",
        [{}, {"sid": 7}, {"sid": "SM1"}, {"sid": "SM1", "date_created": "today"}],
    )
    def test_a_yes_that_names_nothing_is_no_receipt(
        self, line: Line, monkeypatch: pytest.MonkeyPatch, said: object
    ) -> None:
        monkeypatch.setattr("otasuke.carrier.twilio.ask", lambda *_: said)

        with pytest.raises(Unanswered):
            line.carrier.send_text(text())

    def test_a_messaging_service_is_named_as_one(self, line: Line) -> None:
        service = "MG" + "a" * 32

        Twilio(replace(line.account, sender=service)).send_text(text())

        assert line.twin.texts[0].sender == service

    def test_without_a_callback_texts_go_and_calls_that_ask_do_not(self, line: Line) -> None:
        deaf = Twilio(replace(line.account, callback=None))

        deaf.send_text(text())
        deaf.place_call(call(answers=False))
        with pytest.raises(Refused) as refused:
            deaf.place_call(call("call-2"))

        assert refused.value.code == "no-callback"
        assert len(line.twin.calls) == 1

    def test_without_a_number_to_call_from_nobody_is_called(self, line: Line) -> None:
        with pytest.raises(Refused) as refused:
            Twilio(replace(line.account, caller=None)).place_call(call())

        assert refused.value.code == "no-caller"

    def test_what_is_too_long_is_refused_before_it_is_sent(self, line: Line) -> None:
        for refuse in (
            lambda: line.carrier.send_text(Text(MOBILE, "あ" * MOST_LETTERS, "r")),
            lambda: line.carrier.place_call(Call(MOBILE, "あ" * 2000, "ja", "r", True)),
        ):
            with pytest.raises(Refused) as refused:
                refuse()
            assert refused.value.code == "too-long"
        assert not line.twin.book.all()
