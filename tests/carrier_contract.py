"""What every Carrier does. A test class derives from this, and gives the fixture `line`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from carrier_ear import Line
from otasuke.carrier import Call, Receipt, Refused, Status, Text, Unanswered
from otasuke.carrier.twilio import Twilio
from otasuke.carrier.twin import Answer, Trouble

MOBILE, E164 = "090-0123-4567", "+819001234567"
DOUBTFUL = (Trouble.SILENT_AFTER_ACCEPTING, Trouble.BROKEN_AFTER_ACCEPTING)


def text(reference: str = "text-1", words: str = "入口のリンクです。 https://example.jp/k/abc") -> Text:
    return Text(MOBILE, words, reference)


def call(reference: str = "call-1", *, answers: bool = True) -> Call:
    return Call(MOBILE, "パソコンを止めました。", "ja", reference, answers)


class CarrierContract:
    """Texts, calls, doubt and call-backs."""

    @pytest.fixture
    def since(self) -> datetime:
        return datetime.now(UTC) - timedelta(seconds=1)

    @pytest.fixture
    def hasty(self, line: Line) -> Twilio:
        """The same carrier for who does not wait long."""
        return Twilio(replace(line.account, within_s=0.2))

    def test_a_text_is_taken_and_delivered(self, line: Line) -> None:
        receipt = line.carrier.send_text(text())

        event = line.ear.wait_for(Status.DELIVERED, "text-1")
        assert receipt.carrier_id == event.carrier_id
        assert line.twin.texts[0].to == E164
        assert line.twin.texts[0].words.startswith("入口のリンクです。")

    def test_a_text_that_reaches_nobody_is_told_with_the_carriers_code(self, line: Line) -> None:
        line.twin.script.let(E164, Answer("failed"))

        line.carrier.send_text(text())

        assert line.ear.wait_for(Status.FAILED, "text-1").code == "30003"

    def test_what_was_taken_is_found_by_its_reference_and_nothing_else_is(self, line: Line, since: datetime) -> None:
        receipt = line.carrier.send_text(text())
        line.carrier.send_text(text("text-2"))

        assert line.carrier.find(text(), since=since) == receipt
        assert line.carrier.find(text("text-3"), since=since) is None

    @pytest.mark.parametrize("trouble", DOUBTFUL)
    def test_a_text_whose_answer_was_lost_is_found(
        self, line: Line, hasty: Twilio, since: datetime, trouble: Trouble
    ) -> None:
        line.twin.script.fail(trouble)
        with pytest.raises(Unanswered):
            hasty.send_text(text())

        found = line.carrier.find(text(), since=since)

        assert found is not None
        assert found.carrier_id == line.twin.texts[0].sid

    @pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.BROKEN])
    def test_a_text_that_was_never_taken_is_not_found(
        self, line: Line, hasty: Twilio, since: datetime, trouble: Trouble
    ) -> None:
        line.twin.script.fail(trouble)
        with pytest.raises(Unanswered):
            hasty.send_text(text())

        assert line.carrier.find(text(), since=since) is None

    def test_who_is_too_fast_is_told_to_come_again(self, line: Line) -> None:
        line.twin.script.fail(Trouble.TOO_MANY)

        with pytest.raises(Refused) as refused:
            line.carrier.send_text(text())

        assert (refused.value.permanent, refused.value.code) == (False, "20429")
        assert not line.twin.texts

    def test_a_carrier_that_is_slow_has_taken_it(self, line: Line) -> None:
        line.twin.script.fail(Trouble.SLOW)

        assert line.carrier.send_text(text()).carrier_id == line.twin.texts[0].sid

    @pytest.mark.parametrize(
        "to", ["0570-012-345", "0990-512345", "0120-444-444", "+1 202 555 0142", "110", "私の電話", ""]
    )
    def test_numbers_that_must_not_be_called_are_refused_for_good(self, line: Line, to: str) -> None:
        for refuse in (
            lambda: line.carrier.send_text(replace(text(), to=to)),
            lambda: line.carrier.place_call(replace(call(), to=to)),
        ):
            with pytest.raises(Refused) as refused:
                refuse()
            assert refused.value.permanent
        assert not line.twin.book.all()

    def test_no_texts_go_to_a_telephone_on_the_wall_but_calls_do(self, line: Line) -> None:
        with pytest.raises(Refused) as refused:
            line.carrier.send_text(replace(text(), to="06-0123-4567"))
        line.carrier.place_call(replace(call(), to="06-0123-4567"))

        assert refused.value.code == "no-mobile"
        assert line.twin.calls[0].to == "+81601234567"

    def test_a_call_is_acknowledged_by_the_key(self, line: Line) -> None:
        line.twin.script.let(E164, Answer(keys="1"))

        receipt = line.carrier.place_call(call())

        line.ear.wait_for(Status.ENDED, "call-1")
        assert line.ear.wait_for(Status.ACKNOWLEDGED, "call-1").carrier_id == receipt.carrier_id
        assert Status.ANSWERED in line.ear.statuses("call-1")

    def test_another_key_is_no_answer_and_is_asked_again(self, line: Line) -> None:
        line.twin.script.let(E164, Answer(keys="51"))

        line.carrier.place_call(call())

        line.ear.wait_for(Status.ACKNOWLEDGED, "call-1")
        assert line.twin.calls[0].heard == "51"

    def test_a_machine_that_answers_acknowledges_nothing(self, line: Line) -> None:
        line.twin.script.let(E164, Answer())

        line.carrier.place_call(call())

        line.ear.wait_for(Status.ENDED, "call-1")
        assert Status.ACKNOWLEDGED not in line.ear.statuses("call-1")

    def test_a_call_that_asks_for_nothing_takes_no_key(self, line: Line) -> None:
        line.twin.script.let(E164, Answer(keys="1"))

        line.carrier.place_call(call(answers=False))

        line.ear.wait_for(Status.ENDED, "call-1")
        assert Status.ACKNOWLEDGED not in line.ear.statuses("call-1")
        assert "1" not in line.twin.calls[0].heard

    @pytest.mark.parametrize(
        ("outcome", "status"), [("busy", Status.BUSY), ("no-answer", Status.NO_ANSWER), ("failed", Status.FAILED)]
    )
    def test_who_is_not_reached_is_told(self, line: Line, outcome: str, status: Status) -> None:
        line.twin.script.let(E164, Answer(outcome))  # type: ignore[arg-type]

        line.carrier.place_call(call())

        line.ear.wait_for(status, "call-1")
        assert Status.ANSWERED not in line.ear.statuses("call-1")

    @pytest.mark.parametrize("trouble", DOUBTFUL)
    def test_a_call_whose_answer_was_lost_is_found_among_those_that_are_known(
        self, line: Line, hasty: Twilio, since: datetime, trouble: Trouble
    ) -> None:
        before = line.carrier.place_call(call("call-0"))
        line.twin.script.fail(trouble)
        with pytest.raises(Unanswered):
            hasty.place_call(call())

        found = line.carrier.find(call(), since=since, known={before.carrier_id})

        assert found is not None
        assert found == Receipt(line.twin.calls[0].sid, "call-1", found.at)

    def test_a_call_that_was_never_taken_is_not_found(self, line: Line, hasty: Twilio, since: datetime) -> None:
        before = line.carrier.place_call(call("call-0"))
        line.twin.script.fail(Trouble.SILENT)
        with pytest.raises(Unanswered):
            hasty.place_call(call())

        assert line.carrier.find(call(), since=since, known={before.carrier_id}) is None

    def test_how_far_it_came_can_be_asked_for(self, line: Line) -> None:
        line.twin.script.let(E164, Answer("busy"))
        called = line.carrier.place_call(call())
        line.ear.wait_for(Status.BUSY, "call-1")
        sent = line.carrier.send_text(replace(text(), to="080-0123-4567"))
        line.ear.wait_for(Status.DELIVERED, "text-1")

        assert line.carrier.look(called.carrier_id) is Status.BUSY
        assert line.carrier.look(sent.carrier_id) is Status.DELIVERED

    def test_an_id_that_is_none_leads_nowhere(self, line: Line) -> None:
        for one in ("SM" + "0" * 32, "../Calls", ""):
            with pytest.raises(Refused):
                line.carrier.look(one)

    def test_a_wrong_secret_is_nobodys_fault_who_gets_a_text(self, line: Line) -> None:
        stranger = Twilio(replace(line.account, secret="guessed"))

        with pytest.raises(Refused) as refused:
            stranger.send_text(text())

        assert not refused.value.permanent
        assert not line.twin.texts

    def test_a_carrier_that_is_away_has_taken_nothing_for_certain(self, line: Line) -> None:
        nobody = Twilio(replace(line.account, url="http://127.0.0.1:1"))

        with pytest.raises(Refused) as refused:
            nobody.send_text(text())

        assert (refused.value.permanent, refused.value.code) == (False, "away")
