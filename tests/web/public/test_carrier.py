"""What the carrier tells us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from carrier_line import CALLBACK, told
from otasuke.carrier import CarrierEvent
from otasuke.carrier.account import twin_account
from otasuke.carrier.port import Status
from otasuke.carrier.signature import sign
from otasuke.web.accounts.knocking import ALL
from otasuke.web.jobs.carriers import carrier_told
from otasuke.web.jobs.models import TextMessage

ACCOUNT = twin_account("http://127.0.0.1:1")
SENT = {"MessageSid": "SM1", "MessageStatus": "delivered", "Empty": ""}


@pytest.fixture
def events(database: None) -> Iterator[list[CarrierEvent]]:
    heard: list[CarrierEvent] = []

    def hear(event: CarrierEvent, **_: object) -> None:
        heard.append(event)

    carrier_told.connect(hear)
    yield heard
    carrier_told.disconnect(hear)


def test_what_the_carrier_signed_is_handed_on(events: list[CarrierEvent]) -> None:
    TextMessage.objects.create(reference="r-1", made_at=timezone.now())

    answer = told(ACCOUNT, "reference=r-1", SENT)

    assert answer.status_code == 204
    assert events == [CarrierEvent("r-1", "SM1", Status.DELIVERED)]
    assert TextMessage.objects.get().status == "delivered"


def test_a_call_is_answered_at_once(events: list[CarrierEvent]) -> None:
    answer = told(ACCOUNT, "reference=r-1&key=ja", {"CallSid": "CA1", "Digits": "1"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    assert "ありがとう" in answer.content.decode()
    assert events[0].status is Status.ACKNOWLEDGED


@pytest.mark.parametrize("signature", ["", "guessed"])
def test_what_is_not_signed_is_heard_by_nobody(events: list[CarrierEvent], signature: str) -> None:
    assert told(ACCOUNT, "reference=r-1", SENT, signature=signature).status_code == 403
    assert events == []


def test_a_signature_is_of_one_message(events: list[CarrierEvent]) -> None:
    signature = sign(f"{CALLBACK}?reference=r-2", SENT, ACCOUNT.secret)

    assert told(ACCOUNT, "reference=r-1", SENT, signature=signature).status_code == 403
    assert events == []


def test_it_comes_without_a_cookie_of_ours_and_only_as_a_post(database: None) -> None:
    query = "reference=r-1"
    signed = {"X-Twilio-Signature": sign(f"{CALLBACK}?{query}", SENT, ACCOUNT.secret)}

    with override_settings(CARRIER=replace(ACCOUNT, callback=CALLBACK)):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(f"/carrier/callback?{query}", SENT, headers=signed).status_code == 204
        assert Client().get("/carrier/callback").status_code == 405


def test_without_a_carrier_there_is_no_such_place(database: None) -> None:
    with override_settings(CARRIER=None):
        assert Client().post("/carrier/callback", SENT).status_code == 404


def test_a_carrier_that_has_much_to_tell_is_heard_to_the_end(events: list[CarrierEvent]) -> None:
    statuses = {told(ACCOUNT, f"reference=r-{number}", SENT).status_code for number in range(ALL.most + 1)}

    assert statuses == {204}
    assert len(events) == ALL.most + 1
