"""Texts and calls through the adapter, with the carrier's twin behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from carrier_ear import Line, line
from notify_cast import outgoing
from otasuke.carrier import Status
from otasuke.carrier.twin import Answer, Trouble
from otasuke.web.notify.channels.port import Became, Refused, Unclear
from otasuke.web.notify.channels.telephone import Sms, Voice

MOBILE = "090-1234-5678"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Line]:
    with line(tmp_path, usual=Answer(keys="1"), within_s=1.0) as one:
        yield one


@pytest.fixture(params=[Sms, Voice])
def channel(request: pytest.FixtureRequest, other: Line) -> Any:
    return request.param(other.carrier)


def message(**facts: Any) -> Any:
    return outgoing(to=MOBILE, began_at=timezone.now(), **facts)


def test_what_it_takes_can_be_found_and_looked_at(channel: Any, other: Line) -> None:
    one = message()

    receipt = channel.send(one)

    found = channel.find(one, known=())
    assert found
    assert found.id == receipt.id
    assert channel.look(receipt.id).became in Became
    assert channel.find(message(reference="3f0e6a1e-0000-5000-8000-000000000002"), known=(receipt.id,)) is None


@pytest.mark.parametrize("trouble", [Trouble.SILENT_AFTER_ACCEPTING, Trouble.BROKEN_AFTER_ACCEPTING])
def test_what_it_took_in_silence_is_found(channel: Any, other: Line, trouble: Trouble) -> None:
    other.twin.script.fail(trouble)
    one = message()

    with pytest.raises(Unclear):
        channel.send(one)

    assert channel.find(one, known=())
    assert len(other.twin.book.all()) == 1


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.BROKEN])
def test_what_it_did_not_take_is_not_found(channel: Any, other: Line, trouble: Trouble) -> None:
    other.twin.script.fail(trouble)
    one = message()

    with pytest.raises(Unclear):
        channel.send(one)

    assert channel.find(one, known=()) is None


def test_what_it_refuses_for_now_and_for_good(channel: Any, other: Line) -> None:
    other.twin.script.fail(Trouble.TOO_MANY)
    with pytest.raises(Refused) as now:
        channel.send(message())
    with pytest.raises(Refused) as ever:
        channel.send(outgoing(to="110", began_at=timezone.now()))

    assert (now.value.is_permanent, ever.value.is_permanent) == (False, True)
    assert channel.find(outgoing(to="110", began_at=timezone.now()), known=()) is None


def test_a_text_that_arrived_is_delivered(other: Line) -> None:
    channel, one = Sms(other.carrier), message()
    receipt = channel.send(one)
    other.ear.wait_for(Status.DELIVERED, one.reference)

    assert channel.look(receipt.id).became is Became.DELIVERED


def test_the_key_acknowledges_and_a_call_that_nobody_takes_has_failed(other: Line) -> None:
    channel, one = Voice(other.carrier), message()
    channel.send(one)
    other.ear.wait_for(Status.ACKNOWLEDGED, one.reference)
    other.twin.script.let("+819012345678", Answer("no-answer"))
    second = message(reference="3f0e6a1e-0000-5000-8000-000000000002")

    receipt = channel.send(second)
    other.ear.wait_for(Status.NO_ANSWER, second.reference)

    assert channel.look(receipt.id).became is Became.FAILED


def test_a_carrier_that_is_away_has_taken_nothing(tmp_path: Path, channel: Any, other: Line) -> None:
    with pytest.raises((Refused, Unclear)):
        channel.look("nonsense")
